package meridian.store;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import meridian.base.Bytes;
import meridian.testkit.Model;

/** What the store should do, written a second time as plainly as possible: a sorted map and no shortcuts. */
final class ModelStore implements Model<ModelStore.Contents, ModelStore.Step, Object> {
    /** What steps that answer nothing answer. */
    static final Object NOTHING = "nothing";

    record Contents(NavigableMap<Bytes, KeyValue> keys) {
        Contents copy() {
            return new Contents(new TreeMap<>(keys));
        }
    }

    /** What can happen to the store. */
    sealed interface Step {
        /** @param changes what the replicas told about the revision; none if nothing was written */
        record Write(Transaction transaction, long revision, List<WatchEvent> changes) implements Step {}

        record Read(RangeQuery query) implements Step {}

        /** A lease ended and took its keys with it. */
        record LeaseEnd(long lease, List<WatchEvent> changes) implements Step {}
    }

    @Override
    public Contents initial() {
        return new Contents(new TreeMap<>());
    }

    @Override
    public Next<Contents, Object> next(Contents contents, Step step) {
        return switch (step) {
            case Step.Read(RangeQuery query) -> new Next<>(contents, read(contents, query));
            case Step.LeaseEnd(long lease, List<WatchEvent> changes) -> {
                Contents after = contents.copy();
                after.keys.values().removeIf(it -> it.lease() == lease);
                requireSame(contents, after, changes);
                yield new Next<>(after, NOTHING);
            }
            case Step.Write(Transaction transaction, long revision, List<WatchEvent> changes) -> {
                Contents after = contents.copy();
                Object result = perform(after, transaction, revision);
                requireSame(contents, after, changes);
                yield new Next<>(after, result);
            }
        };
    }

    private static Store.TransactionResult perform(Contents contents, Transaction transaction, long revision) {
        boolean succeeded = transaction.comparisons().stream().allMatch(it -> holds(contents, it));
        List<Result> results = new ArrayList<>();
        for (Operation operation : succeeded ? transaction.then() : transaction.otherwise()) {
            results.add(
                    switch (operation) {
                        case Operation.Put put -> put(contents, put, revision);
                        case Operation.Delete delete -> delete(contents, delete);
                        case Operation.Read(RangeQuery query) -> read(contents, query);
                        case Operation.Nested(Transaction inner) -> {
                            Store.TransactionResult nested = perform(contents, inner, revision);
                            yield new Result.Nested(nested.succeeded(), nested.results());
                        }
                    });
        }
        return new Store.TransactionResult(succeeded, results);
    }

    private static boolean holds(Contents contents, Comparison comparison) {
        KeyValue found = contents.keys.get(comparison.range().start());
        int order =
                switch (comparison.target()) {
                    case VALUE ->
                        found == null ? Integer.MIN_VALUE : found.value().compareTo(comparison.value());
                    case VERSION -> Long.compare(found == null ? 0 : found.version(), comparison.number());
                    case CREATE_REVISION ->
                        Long.compare(found == null ? 0 : found.createRevision(), comparison.number());
                    case MOD_REVISION -> Long.compare(found == null ? 0 : found.modRevision(), comparison.number());
                    case LEASE -> Long.compare(found == null ? 0 : found.lease(), comparison.number());
                };
        boolean comparable = found != null || comparison.target() != Comparison.Target.VALUE;
        return comparable
                && switch (comparison.relation()) {
                    case EQUAL -> order == 0;
                    case NOT_EQUAL -> order != 0;
                    case GREATER -> order > 0;
                    case LESS -> order < 0;
                };
    }

    private static Result put(Contents contents, Operation.Put put, long revision) {
        Optional<KeyValue> before = Optional.ofNullable(contents.keys.get(put.key()));
        contents.keys.put(
                put.key(),
                new KeyValue(
                        put.key(),
                        put.value(),
                        before.map(KeyValue::createRevision).orElse(revision),
                        revision,
                        before.map(KeyValue::version).orElse(0L) + 1,
                        put.lease()));
        return new Result.Put(put.withPrevious() ? before : Optional.empty());
    }

    private static Result delete(Contents contents, Operation.Delete delete) {
        List<KeyValue> gone = contents.keys.values().stream()
                .filter(it -> delete.range().contains(it.key()))
                .toList();
        gone.forEach(it -> contents.keys.remove(it.key()));
        return new Result.Delete(gone.size(), delete.withPrevious() ? gone : List.of());
    }

    private static Result.Read read(Contents contents, RangeQuery query) {
        List<KeyValue> found = contents.keys.values().stream()
                .filter(it -> query.range().contains(it.key()))
                .toList();
        return new Result.Read(found, found.size(), false);
    }

    /** The replicas must have told of exactly the difference between before and after. */
    private static void requireSame(Contents before, Contents after, List<WatchEvent> changes) {
        Contents told = before.copy();
        for (WatchEvent change : changes) {
            Bytes key = change.keyValue().key();
            if (!Optional.ofNullable(before.keys.get(key)).equals(change.previous())) {
                throw new AssertionError("before " + change + " there was " + before.keys.get(key));
            }
            switch (change.kind()) {
                case PUT -> told.keys.put(key, change.keyValue());
                case DELETE -> told.keys.remove(key);
            }
        }
        if (!told.equals(after)) {
            throw new AssertionError(
                    "the replicas tell of " + changes + ", which leads to " + told + " and not to " + after);
        }
    }
}
