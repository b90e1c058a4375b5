package meridian.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import meridian.base.Bytes;

/** Answers one range query from a cursor over its keys. */
final class RangeReader {
    /** How many bytes of keys and values one answer may hold: it lies in memory several times on its way out. */
    static final long ANSWER_BYTES_MAX = 64L << 20;

    private final RangeQuery query;
    private final boolean sorts;
    private final long keep;
    private final long bytesMax;
    private long bytes;

    private RangeReader(RangeQuery query, long bytesMax) {
        this.query = query;
        this.bytesMax = bytesMax;
        this.sorts =
                query.sortTarget() != RangeQuery.SortTarget.KEY || query.sortOrder() == RangeQuery.SortOrder.DESCENDING;
        this.keep = query.limit() > 0 ? query.limit() : Long.MAX_VALUE;
    }

    /**
     * Reads to the cursor's end and leaves closing it to the caller. Nothing is the answer when its keys and values
     * take more than {@code bytesMax}.
     */
    static Optional<Result.Read> read(KeyCursor cursor, RangeQuery query, long bytesMax) {
        RangeReader reader = new RangeReader(query, bytesMax);
        if (query.countOnly()) {
            return Optional.of(new Result.Read(List.of(), count(cursor), false));
        }
        return reader.sorts ? reader.readSorted(cursor) : reader.readInOrder(cursor);
    }

    /** As {@link #read} for a range of one key. */
    static Result.Read single(Optional<KeyValue> found, RangeQuery query) {
        RangeReader reader = new RangeReader(query, Long.MAX_VALUE);
        long count = found.isPresent() ? 1 : 0;
        List<KeyValue> keyValues = found.filter(keyValue -> !query.countOnly() && reader.isWanted(keyValue))
                .map(reader::shape)
                .map(List::of)
                .orElse(List.of());
        return new Result.Read(keyValues, count, false);
    }

    static long count(KeyCursor cursor) {
        long count = 0;
        while (cursor.next()) {
            count++;
        }
        return count;
    }

    private Optional<Result.Read> readInOrder(KeyCursor cursor) {
        List<KeyValue> found = new ArrayList<>();
        boolean more = false;
        long count = 0;
        while (!more && cursor.next()) {
            count++;
            KeyValue keyValue = cursor.keyValue(!query.keysOnly());
            if (isWanted(keyValue)) {
                more = found.size() == keep;
                if (!more && !add(found, keyValue)) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new Result.Read(found, count + count(cursor), more));
    }

    /** Keeps no more than the limit in memory: the worst one leaves when a better one comes. */
    private Optional<Result.Read> readSorted(KeyCursor cursor) {
        Comparator<KeyValue> order = order();
        boolean limited = query.limit() > 0;
        PriorityQueue<KeyValue> worstFirst = new PriorityQueue<>(order.reversed());
        boolean more = false;
        long count = 0;
        boolean withValue = !query.keysOnly() || query.sortTarget() == RangeQuery.SortTarget.VALUE;
        while (cursor.next()) {
            count++;
            KeyValue keyValue = cursor.keyValue(withValue);
            if (!isWanted(keyValue)) {
                continue;
            }
            worstFirst.add(keyValue);
            bytes += size(keyValue);
            if (limited && worstFirst.size() > keep) {
                bytes -= size(worstFirst.remove());
                more = true;
            }
            if (bytes > bytesMax) {
                return Optional.empty();
            }
        }
        List<KeyValue> sorted =
                worstFirst.stream().sorted(order).map(this::shape).toList();
        return Optional.of(new Result.Read(sorted, count, more));
    }

    private boolean add(List<KeyValue> found, KeyValue keyValue) {
        bytes += size(keyValue);
        return bytes <= bytesMax && found.add(keyValue);
    }

    private boolean isWanted(KeyValue keyValue) {
        return isWithin(keyValue.modRevision(), query.minMod(), query.maxMod())
                && isWithin(keyValue.createRevision(), query.minCreate(), query.maxCreate());
    }

    private static boolean isWithin(long revision, long min, long max) {
        return (min == 0 || revision >= min) && (max == 0 || revision <= max);
    }

    private KeyValue shape(KeyValue keyValue) {
        return query.keysOnly() ? withoutValue(keyValue) : keyValue;
    }

    private static KeyValue withoutValue(KeyValue keyValue) {
        return new KeyValue(
                keyValue.key(),
                Bytes.EMPTY,
                keyValue.createRevision(),
                keyValue.modRevision(),
                keyValue.version(),
                keyValue.lease());
    }

    static long size(Result.Read read) {
        return read.keyValues().stream().mapToLong(RangeReader::size).sum();
    }

    static long size(KeyValue keyValue) {
        return keyValue.key().length() + (long) keyValue.value().length();
    }

    /** Equal ones stay in the order of their keys. */
    private Comparator<KeyValue> order() {
        Comparator<KeyValue> target =
                switch (query.sortTarget()) {
                    case KEY -> Comparator.comparing(KeyValue::key);
                    case VERSION -> Comparator.comparingLong(KeyValue::version);
                    case CREATE_REVISION -> Comparator.comparingLong(KeyValue::createRevision);
                    case MOD_REVISION -> Comparator.comparingLong(KeyValue::modRevision);
                    case VALUE -> Comparator.comparing(KeyValue::value);
                };
        Comparator<KeyValue> directed =
                query.sortOrder() == RangeQuery.SortOrder.DESCENDING ? target.reversed() : target;
        return directed.thenComparing(KeyValue::key);
    }
}
