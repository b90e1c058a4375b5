package meridian.testkit;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import meridian.testkit.Dependencies.Edge;
import meridian.testkit.Dependencies.Kind;
import meridian.testkit.History.Operation;

/**
 * Checks transactions that append to lists and read them for strict serializability (Kingsbury and Alvaro, "Elle:
 * inferring isolation anomalies from experimental observations", 2020; names of anomalies from Adya, 1999). A list shows
 * who appended before whom, so each read tells which transactions came before it and which came later; a circle in this
 * order is an anomaly.
 *
 * <p>Each value is appended once in the whole history. A transaction of unknown outcome happened if somebody read what
 * it appended; one that never happened must not be read at all.
 */
public final class ListAppend {
    private static final int FINDINGS_SHOWN = 3;

    private ListAppend() {}

    /** A part of a transaction. Its answer has one list for each of its reads. */
    public sealed interface Step {
        String key();

        record Append(String key, long value) implements Step {}

        record Read(String key) implements Step {}
    }

    /** What can be wrong; of the circles the first that is there. */
    public enum Anomaly {
        /** A transaction does not see its own appends, or two states of one list. */
        INTERNAL,
        /** A list has a value twice. */
        DUPLICATE,
        /** A list has a value that nobody appended. */
        PHANTOM,
        /** Two reads disagree about the order of a list. */
        INCOMPATIBLE_ORDER,
        /** A read of what never happened. */
        G1A,
        /** A read of a state in the middle of another transaction. */
        G1B,
        /** Each of some transactions wrote before the next one, in a circle. */
        G0,
        /** As G0, but some of them read what the one before had written. */
        G1C,
        /** As G1c, but one of them read what the next one was still to change. */
        G_SINGLE,
        /** As G-single, with several such reads. */
        G2
    }

    /**
     * An anomaly that is there.
     *
     * @param realTime whether it takes into account that one transaction had ended when another began
     */
    public record Finding(Anomaly anomaly, boolean realTime, String explanation) {
        Finding(Anomaly anomaly, String explanation) {
            this(anomaly, false, explanation);
        }
    }

    /** Throws unless all is well. */
    public static void require(List<Operation<List<Step>, List<List<Long>>>> everything) {
        List<Finding> findings = check(everything);
        if (!findings.isEmpty()) {
            throw new AssertionError("transactions are not strictly serializable, " + findings.size()
                    + " findings, first: " + findings.subList(0, Math.min(FINDINGS_SHOWN, findings.size())));
        }
    }

    /** @param everything also the transactions that never happened, see {@link History#everything} */
    public static List<Finding> check(List<Operation<List<Step>, List<List<Long>>>> everything) {
        AppendOrders orders = new AppendOrders(everything);
        List<Finding> findings = new ArrayList<>(orders.findings());
        Dependencies dependencies = orders.dependencies();
        for (boolean realTime : List.of(false, true)) {
            Optional<Finding> circle = circle(dependencies, everything, realTime);
            if (circle.isPresent()) {
                findings.add(circle.get());
                break;
            }
        }
        return List.copyOf(findings);
    }

    private static Optional<Finding> circle(
            Dependencies dependencies, List<Operation<List<Step>, List<List<Long>>>> operations, boolean realTime) {
        Set<Kind> writes = realTime ? EnumSet.of(Kind.WW, Kind.RT) : EnumSet.of(Kind.WW);
        Set<Kind> reads = with(writes, Kind.WR);
        return named(Anomaly.G0, dependencies.circle(writes), operations, realTime)
                .or(() -> named(Anomaly.G1C, dependencies.circle(reads), operations, realTime))
                .or(() -> named(Anomaly.G_SINGLE, dependencies.circleWithOne(Kind.RW, reads), operations, realTime))
                .or(() -> named(Anomaly.G2, dependencies.circle(with(reads, Kind.RW)), operations, realTime));
    }

    private static Set<Kind> with(Set<Kind> kinds, Kind more) {
        Set<Kind> all = EnumSet.copyOf(kinds);
        all.add(more);
        return all;
    }

    private static Optional<Finding> named(
            Anomaly anomaly,
            Optional<List<Edge>> circle,
            List<Operation<List<Step>, List<List<Long>>>> operations,
            boolean realTime) {
        return circle.map(edges -> {
            StringBuilder text = new StringBuilder();
            for (Edge edge : edges) {
                text.append("\n  ")
                        .append(operations.get(edge.from()))
                        .append("\n    before the next: ")
                        .append(edge.why());
            }
            return new Finding(anomaly, realTime, text.toString());
        });
    }
}
