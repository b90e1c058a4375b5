package meridian.time;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What servers say together, when some of them may be wrong (after Marzullo, "Maintaining the time in a distributed
 * system", 1984).
 */
final class Selection {
    private Selection() {}

    /**
     * The span that covers every time on which a majority agrees. As long as a majority tells the truth, the true time is
     * such a time, whatever the others say. Empty when no majority agrees, or fewer than {@code least}.
     *
     * @param spans one per server, all of the same moment
     */
    static Optional<Span> agreed(List<Span> spans, int least) {
        int majority = Math.max(spans.size() / 2 + 1, least);
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        int open = 0;
        for (Edge edge : edges(spans)) {
            if (edge.begins()) {
                open++;
                from = open >= majority ? Math.min(from, edge.time()) : from;
            } else {
                to = open >= majority ? Math.max(to, edge.time()) : to;
                open--;
            }
        }
        return from <= to ? Optional.of(new Span(spans.getFirst().tick(), from, to)) : Optional.empty();
    }

    /** In order of time; what begins comes before what ends at the same time, since the ends belong to the spans. */
    private static List<Edge> edges(List<Span> spans) {
        List<Edge> edges = new ArrayList<>(spans.size() * 2);
        for (Span span : spans) {
            edges.add(new Edge(span.earliest(), true));
            edges.add(new Edge(span.latest(), false));
        }
        edges.sort(Comparator.comparingLong(Edge::time).thenComparing(edge -> !edge.begins()));
        return edges;
    }

    private record Edge(long time, boolean begins) {}
}
