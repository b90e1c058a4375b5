package meridian.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import meridian.base.Bytes;
import meridian.store.ClientRecords.Ask;
import meridian.store.ClientRecords.Given;
import meridian.store.ModelStore.Step;
import meridian.testkit.History;
import meridian.testkit.History.Ending;
import meridian.testkit.WitnessReplay;
import meridian.testkit.WitnessReplay.Witnessed;

/**
 * Compares what clients were told with what the replicas say happened. Every change of the truth gets exactly one
 * cause: a call that was acknowledged at this revision, a call of unknown outcome, or the end of a lease. Then all of it
 * is replayed through the model.
 */
final class StoreCheck {
    private final Truth truth;
    private final List<History.Operation<Ask, Given>> operations;
    private final Map<Bytes, History.Operation<Ask, Given>> byValue = new HashMap<>();
    private final Deque<History.Operation<Ask, Given>> unknownDeletes = new ArrayDeque<>();
    private final Map<Long, History.Operation<Ask, Given>> causes = new TreeMap<>();
    private final List<Witnessed<Step, Object>> steps = new ArrayList<>();
    private final List<Witnessed<Step, Object>> inRealTime = new ArrayList<>();

    StoreCheck(Truth truth, ClientRecords records) {
        this.truth = truth;
        this.operations = records.all().operations();
    }

    void require() {
        operations.forEach(this::file);
        truth.revisions().forEach(this::explain);
        operations.forEach(this::addAnswered);
        WitnessReplay.requireReplay(new ModelStore(), steps);
        WitnessReplay.requireRealTime(inRealTime);
    }

    /** Notes by which marks the call's changes are known. */
    private void file(History.Operation<Ask, Given> operation) {
        if (!(operation.input() instanceof Ask.Write(Transaction transaction))) {
            return;
        }
        value(transaction).ifPresent(it -> byValue.put(it, operation));
        if (operation.ending() instanceof Ending.Answered<Given>(Given given, long _) && wrote(given)) {
            History.Operation<Ask, Given> other = causes.put(given.revision(), operation);
            if (other != null) {
                throw new AssertionError("two calls wrote at the same revision: " + other + " and " + operation);
            }
            if (!truth.revisions().containsKey(given.revision())) {
                throw new AssertionError("acknowledged and not there: " + operation);
            }
        } else if (!operation.isAnswered() && value(transaction).isEmpty()) {
            unknownDeletes.add(operation);
        }
    }

    /** Finds out who made the changes of a revision. */
    private void explain(long revision, List<WatchEvent> changes) {
        History.Operation<Ask, Given> cause = causes.get(revision);
        long lease = truth.leaseEndedAt(revision);
        if (cause == null && lease != 0) {
            add(new Step.LeaseEnd(lease, changes), revision);
            return;
        }
        if (cause == null) {
            cause = unacknowledged(changes);
            if (cause.isAnswered() || causes.containsValue(cause)) {
                throw new AssertionError("done twice, also at " + revision + ": " + cause);
            }
            causes.put(revision, cause);
        }
        Step step = new Step.Write(((Ask.Write) cause.input()).transaction(), revision, changes);
        add(witnessed(cause, step, revision, true), true);
    }

    /** Whose mark the changes carry. */
    private History.Operation<Ask, Given> unacknowledged(List<WatchEvent> changes) {
        return changes.stream()
                .filter(it -> it.kind() == WatchEvent.Kind.PUT)
                .map(it -> Optional.ofNullable(byValue.get(it.keyValue().value())))
                .findFirst()
                .orElseGet(() -> unknownDelete(changes))
                .orElseThrow(() -> new AssertionError("nobody who may have asked for " + changes));
    }

    private Optional<History.Operation<Ask, Given>> unknownDelete(List<WatchEvent> changes) {
        Bytes key = changes.getFirst().keyValue().key();
        for (History.Operation<Ask, Given> each : unknownDeletes) {
            if (((Ask.Write) each.input()).transaction().then().getFirst()
                            instanceof Operation.Delete(KeyRange range, boolean _)
                    && range.contains(key)) {
                unknownDeletes.remove(each);
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Adds the calls that were answered and changed nothing. */
    private void addAnswered(History.Operation<Ask, Given> operation) {
        if (!(operation.ending() instanceof Ending.Answered<Given>(Given given, long _)) || wrote(given)) {
            return;
        }
        switch (operation.input()) {
            case Ask.Read(RangeQuery query) ->
                add(witnessed(operation, new Step.Read(query), given.revision(), false), !query.serializable());
            case Ask.Write(Transaction transaction) ->
                add(
                        witnessed(
                                operation,
                                new Step.Write(transaction, given.revision(), List.of()),
                                given.revision(),
                                false),
                        true);
        }
    }

    private void add(Step step, long revision) {
        History.Operation<Step, Object> operation =
                new History.Operation<>(steps.size(), "store", step, 0, new Ending.Unknown<>());
        add(new Witnessed<>(operation, revision, true), false);
    }

    private void add(Witnessed<Step, Object> step, boolean realTime) {
        steps.add(step);
        if (realTime) {
            inRealTime.add(step);
        }
    }

    private static Witnessed<Step, Object> witnessed(
            History.Operation<Ask, Given> call, Step step, long revision, boolean write) {
        Ending<Object> ending = call.ending() instanceof Ending.Answered<Given>(Given given, long moment)
                ? new Ending.Answered<>(given.result(), moment)
                : new Ending.Unknown<>();
        return new Witnessed<>(
                new History.Operation<>(call.number(), call.client(), step, call.begin(), ending), revision, write);
    }

    private static boolean wrote(Given given) {
        return given.result() instanceof Store.TransactionResult result && wrote(result.results());
    }

    private static boolean wrote(List<Result> results) {
        return results.stream().anyMatch(it -> switch (it) {
            case Result.Put _ -> true;
            case Result.Delete delete -> delete.count() > 0;
            case Result.Read _ -> false;
            case Result.Nested nested -> wrote(nested.results());
        });
    }

    /** The value that marks a transaction's puts. */
    private static Optional<Bytes> value(Transaction transaction) {
        for (List<Operation> branch : List.of(transaction.then(), transaction.otherwise())) {
            for (Operation step : branch) {
                Optional<Bytes> found =
                        switch (step) {
                            case Operation.Put put -> Optional.of(put.value());
                            case Operation.Nested(Transaction inner) -> value(inner);
                            case Operation.Read _, Operation.Delete _ -> Optional.empty();
                        };
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
