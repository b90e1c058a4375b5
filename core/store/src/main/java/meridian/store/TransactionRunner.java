package meridian.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import meridian.base.Bytes;

/**
 * Does one transaction on a draft. As in etcd, all comparisons, also those of nested transactions, and all reasons to
 * refuse are looked at before the first step, so that a transaction is done completely or not at all.
 */
final class TransactionRunner {
    /** What the keys that one transaction deletes may take in memory. */
    static final long DELETED_BYTES_MAX = 256L << 20;

    private static final long DELETED_KEY_OVERHEAD_BYTES = 400;
    private static final KeyValue ABSENT = new KeyValue(Bytes.EMPTY, Bytes.EMPTY, 0, 0, 0, 0);

    private final Draft draft;
    private final long startRevision;
    private long readBytes;

    TransactionRunner(Draft draft) {
        this.draft = draft;
        this.startRevision = draft.tally().revision();
    }

    /** The branches that comparisons chose. */
    private record Path(boolean succeeded, List<Operation> steps, List<Path> nested) {}

    Reply<Store.TransactionResult> run(Transaction transaction, long term) {
        Path path = choose(transaction);
        Optional<StoreError> refusal = refusal(path);
        if (refusal.isPresent()) {
            return new Reply.Refused<>(refusal.get());
        }
        Store.TransactionResult result = new Store.TransactionResult(path.succeeded, perform(path));
        return new Reply.Done<>(result, new Reply.Header(draft.tally().revision(), term));
    }

    private Path choose(Transaction transaction) {
        boolean succeeded = holds(transaction.comparisons());
        List<Operation> steps = succeeded ? transaction.then() : transaction.otherwise();
        List<Path> nested = new ArrayList<>(0);
        for (Operation step : steps) {
            if (step instanceof Operation.Nested(Transaction inner)) {
                nested.add(choose(inner));
            }
        }
        return new Path(succeeded, steps, nested);
    }

    private boolean holds(List<Comparison> comparisons) {
        for (Comparison comparison : comparisons) {
            if (!holds(comparison)) {
                return false;
            }
        }
        return true;
    }

    private boolean holds(Comparison comparison) {
        if (comparison.range().isSingle()) {
            Optional<Version> found = draft.get(comparison.range().start());
            return found.isPresent() ? holds(comparison, found.get()) : holdsForNothing(comparison);
        }
        boolean any = false;
        try (KeyCursor cursor = draft.cursor(comparison.range())) {
            while (cursor.next()) {
                any = true;
                if (!holds(comparison, cursor.version())) {
                    return false;
                }
            }
        }
        return any || holdsForNothing(comparison);
    }

    private boolean holds(Comparison comparison, Version version) {
        boolean needsValue = comparison.target() == Comparison.Target.VALUE;
        return holds(comparison, needsValue ? draft.whole(version) : version.keyValue());
    }

    private static boolean holdsForNothing(Comparison comparison) {
        return comparison.target() != Comparison.Target.VALUE && holds(comparison, ABSENT);
    }

    private static boolean holds(Comparison comparison, KeyValue keyValue) {
        int order =
                switch (comparison.target()) {
                    case VERSION -> Long.compare(keyValue.version(), comparison.number());
                    case CREATE_REVISION -> Long.compare(keyValue.createRevision(), comparison.number());
                    case MOD_REVISION -> Long.compare(keyValue.modRevision(), comparison.number());
                    case LEASE -> Long.compare(keyValue.lease(), comparison.number());
                    case VALUE -> keyValue.value().compareTo(comparison.value());
                };
        return switch (comparison.relation()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
        };
    }

    private Optional<StoreError> refusal(Path path) {
        int nested = 0;
        for (Operation step : path.steps) {
            Optional<StoreError> refusal =
                    switch (step) {
                        case Operation.Put put -> refusal(put);
                        case Operation.Read(RangeQuery query) -> refusal(query);
                        case Operation.Delete(KeyRange range, boolean _) -> refusal(range);
                        case Operation.Nested _ -> refusal(path.nested.get(nested++));
                    };
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private Optional<StoreError> refusal(Operation.Put put) {
        if ((put.keepValue() || put.keepLease()) && draft.get(put.key()).isEmpty()) {
            return Optional.of(new StoreError.KeyNotFound());
        }
        if (put.lease() != 0 && draft.leases().get(put.lease()).isEmpty()) {
            return Optional.of(new StoreError.LeaseNotFound(put.lease()));
        }
        return Optional.empty();
    }

    private Optional<StoreError> refusal(RangeQuery query) {
        long revision = query.revision();
        if (revision > startRevision) {
            return Optional.of(new StoreError.FutureRevision(revision, startRevision));
        }
        if (revision != 0 && revision < draft.tally().compacted()) {
            return Optional.of(new StoreError.Compacted(draft.tally().compacted()));
        }
        return query.range().isSingle() || query.countOnly() ? Optional.empty() : sizeRefusal(query);
    }

    /**
     * Reads once for nothing but the size, because a refusal after the first step would come too late. What the
     * transaction itself writes may come on top, which is bounded by the size of a request.
     */
    private Optional<StoreError> sizeRefusal(RangeQuery query) {
        Optional<Result.Read> read = read(query, RangeReader.ANSWER_BYTES_MAX - readBytes);
        readBytes += read.map(RangeReader::size).orElse(0L);
        return read.isPresent()
                ? Optional.empty()
                : Optional.of(new StoreError.TooLarge(RangeReader.ANSWER_BYTES_MAX + 1, RangeReader.ANSWER_BYTES_MAX));
    }

    /** A deletion keeps all its keys in memory until the entry is written. */
    private Optional<StoreError> refusal(KeyRange range) {
        if (range.isSingle()) {
            return Optional.empty();
        }
        long bytes = 0;
        try (KeyCursor cursor = draft.cursor(range)) {
            while (cursor.next()) {
                bytes += cursor.version().bytes() + DELETED_KEY_OVERHEAD_BYTES;
                if (bytes > DELETED_BYTES_MAX) {
                    return Optional.of(new StoreError.TooLarge(bytes, DELETED_BYTES_MAX));
                }
            }
        }
        return Optional.empty();
    }

    private List<Result> perform(Path path) {
        List<Result> results = new ArrayList<>(path.steps.size());
        int nested = 0;
        for (Operation step : path.steps) {
            results.add(
                    switch (step) {
                        case Operation.Put put -> put(put);
                        case Operation.Read(RangeQuery query) -> read(query);
                        case Operation.Delete(KeyRange range, boolean withPrevious) -> delete(range, withPrevious);
                        case Operation.Nested _ -> nested(path.nested.get(nested++));
                    });
        }
        return results;
    }

    private Result.Nested nested(Path path) {
        return new Result.Nested(path.succeeded, perform(path));
    }

    private Result.Put put(Operation.Put put) {
        Bytes value = put.value();
        long lease = put.lease();
        if (put.keepValue() || put.keepLease()) {
            KeyValue old = draft.get(put.key()).map(draft::whole).orElse(ABSENT);
            value = put.keepValue() ? old.value() : value;
            lease = put.keepLease() ? old.lease() : lease;
        }
        Optional<Version> previous = draft.put(put.key(), value, lease);
        return new Result.Put(put.withPrevious() ? previous.map(draft::whole) : Optional.empty());
    }

    private Result.Delete delete(KeyRange range, boolean withPrevious) {
        List<KeyValue> previous = new ArrayList<>();
        long count = 0;
        for (Bytes key : keys(range)) {
            Optional<Version> deleted = draft.delete(key);
            count += deleted.isPresent() ? 1 : 0;
            if (withPrevious) {
                deleted.map(draft::whole).ifPresent(previous::add);
            }
        }
        return new Result.Delete(count, previous);
    }

    private List<Bytes> keys(KeyRange range) {
        if (range.isSingle()) {
            return List.of(range.start());
        }
        List<Bytes> keys = new ArrayList<>();
        try (KeyCursor cursor = draft.cursor(range)) {
            while (cursor.next()) {
                keys.add(cursor.key());
            }
        }
        return keys;
    }

    private Result.Read read(RangeQuery query) {
        return read(query, Long.MAX_VALUE).orElseThrow();
    }

    private Optional<Result.Read> read(RangeQuery query, long bytesMax) {
        boolean past = query.revision() > 0 && query.revision() < draft.tally().revision();
        if (query.range().isSingle()) {
            Bytes key = query.range().start();
            return Optional.of(
                    RangeReader.single(past ? draft.at(key, query.revision()) : draft.get(key), query, draft));
        }
        try (KeyCursor cursor = past ? draft.cursor(query.range(), query.revision()) : draft.cursor(query.range())) {
            return RangeReader.read(cursor, query, draft, bytesMax);
        }
    }
}
