package meridian.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import meridian.base.ByteReader;
import meridian.base.ByteWriter;
import meridian.base.Bytes;

/** How leases lie in RocksDB: a row for each lease, and a row for each key that goes with one. */
final class LeaseRows {
    private static final int LEASE = 1;
    private static final int ATTACHED = 2;
    private static final int PREFIX_LENGTH = 1 + Long.BYTES;

    private LeaseRows() {}

    static byte[] leaseKey(long id) {
        return new ByteWriter(PREFIX_LENGTH).u8(LEASE).u64(id).toArray();
    }

    static byte[] leaseRow(long seconds) {
        return new ByteWriter(Long.BYTES).varint(seconds).toArray();
    }

    static byte[] attachedKey(long id, Bytes key) {
        return new ByteWriter(PREFIX_LENGTH + key.length())
                .u8(ATTACHED)
                .u64(id)
                .raw(key.array())
                .toArray();
    }

    static Optional<Store.Lease> lease(Stored stored, long id) {
        return stored.row(Family.LEASES, leaseKey(id)).map(row -> lease(id, row));
    }

    static List<Store.Lease> leases(Stored stored) {
        List<Store.Lease> leases = new ArrayList<>();
        try (Scan scan = stored.scan(Family.LEASES, new byte[] {LEASE}, new byte[] {ATTACHED})) {
            for (; scan.isValid(); scan.next()) {
                long id = new ByteReader(scan.key(), 1, PREFIX_LENGTH).u64();
                leases.add(lease(id, scan.value()));
            }
        }
        return leases;
    }

    /** The keys that go with the lease, in order. */
    static List<Bytes> keys(Stored stored, long id) {
        byte[] prefix = attachedKey(id, Bytes.EMPTY);
        KeyRange range = KeyRange.prefix(Bytes.wrap(prefix));
        List<Bytes> keys = new ArrayList<>();
        try (Scan scan = stored.scan(Family.LEASES, prefix, range.end().array())) {
            for (; scan.isValid(); scan.next()) {
                byte[] row = scan.key();
                keys.add(Bytes.wrap(Arrays.copyOfRange(row, PREFIX_LENGTH, row.length)));
            }
        }
        return keys;
    }

    private static Store.Lease lease(long id, byte[] row) {
        return new Store.Lease(id, Duration.ofSeconds(new ByteReader(row).varint()));
    }
}
