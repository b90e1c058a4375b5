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
    private final Values values;
    private final boolean sorts;
    private final long keep;
    private final long bytesMax;
    private long bytes;

    private RangeReader(RangeQuery query, Values values, long bytesMax) {
        this.query = query;
        this.values = values;
        this.bytesMax = bytesMax;
        this.sorts =
                query.sortTarget() != RangeQuery.SortTarget.KEY || query.sortOrder() == RangeQuery.SortOrder.DESCENDING;
        this.keep = query.limit() > 0 ? query.limit() : Long.MAX_VALUE;
    }

    /**
     * Reads to the cursor's end and leaves closing it to the caller. Nothing is the answer when its keys and values
     * take more than {@code bytesMax}.
     */
    static Optional<Result.Read> read(KeyCursor cursor, RangeQuery query, Values values, long bytesMax) {
        RangeReader reader = new RangeReader(query, values, bytesMax);
        if (query.countOnly()) {
            return Optional.of(new Result.Read(List.of(), count(cursor), false));
        }
        return reader.sorts ? reader.readSorted(cursor) : reader.readInOrder(cursor);
    }

    /** As {@link #read} for a range of one key. */
    static Result.Read single(Optional<Version> found, RangeQuery query, Values values) {
        RangeReader reader = new RangeReader(query, values, Long.MAX_VALUE);
        List<KeyValue> keyValues = found.filter(version -> !query.countOnly() && reader.isWanted(version))
                .map(version -> List.of(reader.shape(version)))
                .orElse(List.of());
        return new Result.Read(keyValues, found.isPresent() ? 1 : 0, false);
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
            Version version = cursor.version();
            if (isWanted(version)) {
                more = found.size() == keep;
                bytes += more ? 0 : version.bytes();
                if (bytes > bytesMax) {
                    return Optional.empty();
                }
                if (!more) {
                    found.add(shape(version));
                }
            }
        }
        return Optional.of(new Result.Read(found, count + count(cursor), more));
    }

    /** Keeps no more than the limit in memory: the worst one leaves when a better one comes. */
    private Optional<Result.Read> readSorted(KeyCursor cursor) {
        Comparator<Version> order = order();
        PriorityQueue<Version> worstFirst = new PriorityQueue<>(order.reversed());
        long count = 0;
        long wanted = 0;
        while (cursor.next()) {
            count++;
            Version version = comparable(cursor.version());
            if (isWanted(version)) {
                wanted++;
                worstFirst.add(version);
                bytes += version.bytes();
            }
            if (worstFirst.size() > keep) {
                bytes -= worstFirst.remove().bytes();
            }
            if (bytes > bytesMax) {
                return Optional.empty();
            }
        }
        List<KeyValue> sorted =
                worstFirst.stream().sorted(order).map(this::shape).toList();
        return Optional.of(new Result.Read(sorted, count, wanted > sorted.size()));
    }

    private Version comparable(Version version) {
        return query.sortTarget() == RangeQuery.SortTarget.VALUE
                ? new Version(values.whole(version), version.sequence(), version.valueLength())
                : version;
    }

    private boolean isWanted(Version version) {
        return isWithin(version.revision(), query.minMod(), query.maxMod())
                && isWithin(version.keyValue().createRevision(), query.minCreate(), query.maxCreate());
    }

    private static boolean isWithin(long revision, long min, long max) {
        return (min == 0 || revision >= min) && (max == 0 || revision <= max);
    }

    private KeyValue shape(Version version) {
        return query.keysOnly() ? withoutValue(version.keyValue()) : values.whole(version);
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
    private Comparator<Version> order() {
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
        return Comparator.comparing(Version::keyValue, directed.thenComparing(KeyValue::key));
    }
}
