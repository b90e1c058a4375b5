package meridian.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import meridian.base.ByteReader;
import meridian.base.ByteWriter;
import meridian.base.Bytes;

/**
 * Who sends commands, and the results that are kept so that a request that arrives twice is done once. They lie in
 * memory, and in RocksDB in the same batches as what the requests changed: one row for each session, and one for each
 * entry with the results of its commands.
 */
final class Sessions {
    private static final int SESSION = 1;
    private static final int RESULTS = 2;
    private static final int BEHIND = 3;

    private final Map<Long, Session> byId = new HashMap<>();

    private Sessions() {}

    static Sessions read(Stored stored) {
        Sessions sessions = new Sessions();
        try (Scan scan = stored.scan(Family.SESSIONS, new byte[] {SESSION}, new byte[] {RESULTS})) {
            for (; scan.isValid(); scan.next()) {
                sessions.add(Session.decode(number(scan.key()), scan.value()));
            }
        }
        try (Scan scan = stored.scan(Family.SESSIONS, new byte[] {RESULTS}, new byte[] {BEHIND})) {
            for (; scan.isValid(); scan.next()) {
                sessions.readResults(new Session.Row(number(scan.key())), new ByteReader(scan.value()));
            }
        }
        return sessions;
    }

    private void readResults(Session.Row row, ByteReader reader) {
        while (reader.hasMore()) {
            Optional<Session> session = get(reader.varint());
            long number = reader.varint();
            byte[] result = reader.byteArray();
            session.filter(found -> !found.hasSettled(number))
                    .ifPresent(found -> found.keep(number, Bytes.wrap(result), row));
        }
    }

    Optional<Session> get(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    Collection<Session> all() {
        return byId.values();
    }

    void add(Session session) {
        byId.put(session.id(), session);
    }

    void remove(Session session) {
        byId.remove(session.id());
    }

    static byte[] sessionKey(long id) {
        return key(SESSION, id);
    }

    static byte[] resultsKey(long index) {
        return key(RESULTS, index);
    }

    private static byte[] key(int kind, long number) {
        return new ByteWriter(1 + Long.BYTES).u8(kind).u64(number).toArray();
    }

    private static long number(byte[] key) {
        return new ByteReader(key, 1, key.length).u64();
    }
}
