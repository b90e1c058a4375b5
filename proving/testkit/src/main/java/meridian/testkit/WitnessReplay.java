package meridian.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import meridian.testkit.History.Ending;
import meridian.testkit.History.Operation;

/**
 * Checks a history whose answers say at which revision they took effect: replayed in that order the model gives the
 * same answers, and no call took effect before one that had ended when it began. There is nothing to search.
 *
 * <p>Writes of unknown outcome that did happen must be handed over with the revision that the system's own log of
 * changes shows; those that are not in it did not happen.
 */
public final class WitnessReplay {
    private WitnessReplay() {}

    /**
     * A call and where it took effect.
     *
     * @param revision for a write its own, for a read that of the newest write it saw
     */
    public record Witnessed<I, O>(Operation<I, O> operation, long revision, boolean write) {}

    /** Throws unless both are well. */
    public static <S, I, O> void require(Model<S, I, O> model, List<Witnessed<I, O>> calls) {
        requireReplay(model, calls);
        requireRealTime(calls);
    }

    /** The calls in the order in which they say that they took effect. */
    public static <I, O> List<Witnessed<I, O>> inOrder(List<Witnessed<I, O>> calls) {
        List<Witnessed<I, O>> ordered = new ArrayList<>(calls);
        ordered.sort(Comparator.comparingLong((Witnessed<I, O> it) -> it.revision)
                .thenComparing(it -> !it.write)
                .thenComparingLong(it -> it.operation.begin()));
        return ordered;
    }

    /** Throws unless the model gives the same answers in the order of the revisions. */
    public static <S, I, O> void requireReplay(Model<S, I, O> model, List<Witnessed<I, O>> calls) {
        S state = model.initial();
        long lastWrite = Long.MIN_VALUE;
        for (Witnessed<I, O> call : inOrder(calls)) {
            if (call.write && call.revision == lastWrite) {
                throw new AssertionError("two writes took effect at revision " + lastWrite + ": " + call.operation);
            }
            lastWrite = call.write ? call.revision : lastWrite;
            Model.Next<S, O> next = model.next(state, call.operation.input());
            if (call.operation.ending() instanceof Ending.Answered<O> answered
                    && !answered.output().equals(next.output())) {
                throw new AssertionError("at revision " + call.revision + " the model answers " + next.output()
                        + " and not as in: " + call.operation);
            }
            state = next.state();
        }
    }

    /** Throws if a call took effect before one that had ended when it began. */
    public static <I, O> void requireRealTime(List<Witnessed<I, O>> calls) {
        Map<Long, Witnessed<I, O>> begins = new TreeMap<>();
        Map<Long, Witnessed<I, O>> moments = new TreeMap<>();
        for (Witnessed<I, O> call : calls) {
            begins.put(call.operation.begin(), call);
            if (call.operation.isAnswered()) {
                moments.put(call.operation.end(), call);
            }
        }
        moments.putAll(begins);
        long reached = Long.MIN_VALUE;
        for (Map.Entry<Long, Witnessed<I, O>> moment : moments.entrySet()) {
            Witnessed<I, O> call = moment.getValue();
            if (call.operation.end() == moment.getKey()) {
                reached = Math.max(reached, call.revision);
            } else if (call.revision < reached || (call.write && call.revision == reached)) {
                throw new AssertionError(
                        "revision " + reached + " had been reached before this began, which took effect at "
                                + call.revision + ": " + call.operation);
            }
        }
    }
}
