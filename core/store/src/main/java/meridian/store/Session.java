package meridian.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import meridian.base.ByteReader;
import meridian.base.ByteWriter;
import meridian.base.Bytes;

/** What is kept of one sender of commands. */
final class Session {
    private final long id;
    private final long nonce;
    private final Map<Long, Kept> results = new HashMap<>();
    private long settledBelow = 1;
    private long usedAt;

    Session(long id, long nonce) {
        this.id = id;
        this.nonce = nonce;
    }

    /** A result, and the row of the entry it was given in. */
    record Kept(Bytes result, Row row) {}

    /** The results of one entry: its row goes when none of them is kept any more. */
    static final class Row {
        private final long index;
        private int kept;

        Row(long index) {
            this.index = index;
        }

        long index() {
            return index;
        }

        boolean isEmpty() {
            return kept == 0;
        }
    }

    static Session decode(long id, byte[] row) {
        ByteReader reader = new ByteReader(row);
        Session session = new Session(id, reader.u64());
        session.settledBelow = reader.varint();
        session.usedAt = reader.varint();
        return session;
    }

    byte[] encode() {
        return new ByteWriter(32).u64(nonce).varint(settledBelow).varint(usedAt).toArray();
    }

    long id() {
        return id;
    }

    long nonce() {
        return nonce;
    }

    /** The index of the entry in which it was heard of last. */
    long usedAt() {
        return usedAt;
    }

    void use(long index) {
        usedAt = index;
    }

    boolean hasSettled(long number) {
        return number < settledBelow;
    }

    Optional<Bytes> result(long number) {
        return Optional.ofNullable(results.get(number)).map(Kept::result);
    }

    int resultCount() {
        return results.size();
    }

    long oldestNumber() {
        return results.keySet().stream().mapToLong(Long::longValue).min().orElse(settledBelow);
    }

    void keep(long number, Bytes result, Row row) {
        results.put(number, new Kept(result, row));
        row.kept++;
    }

    /** Returns the rows that lost their last result. */
    List<Row> settle(long below) {
        List<Row> emptied = new ArrayList<>(0);
        if (below <= settledBelow) {
            return emptied;
        }
        if (below - settledBelow <= results.size()) {
            for (long number = settledBelow; number < below; number++) {
                drop(number, emptied);
            }
        } else {
            // The number came from outside and may be anything: walk what is there instead of counting up to it.
            results.keySet().stream()
                    .filter(number -> number < below)
                    .toList()
                    .forEach(number -> drop(number, emptied));
        }
        settledBelow = below;
        return emptied;
    }

    private void drop(long number, List<Row> emptied) {
        Kept kept = results.remove(number);
        if (kept != null && --kept.row.kept == 0) {
            emptied.add(kept.row);
        }
    }
}
