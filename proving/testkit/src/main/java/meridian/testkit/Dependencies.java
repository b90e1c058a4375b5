package meridian.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which transaction came before which, and why; and the circles in it. */
final class Dependencies {
    private final Map<Integer, List<Edge>> edges = new TreeMap<>();

    /** Why one transaction comes before another. */
    enum Kind {
        /** The other wrote the next version. */
        WW,
        /** The other read what the one wrote. */
        WR,
        /** The one read a version, the other wrote the next. */
        RW,
        /** The one ended before the other began. */
        RT
    }

    record Edge(int from, int to, Kind kind, String why) {}

    void add(int from, int to, Kind kind, String why) {
        if (from != to) {
            edges.computeIfAbsent(from, _ -> new ArrayList<>()).add(new Edge(from, to, kind, why));
        }
    }

    /** A circle of such edges: the shortest through the first transaction that is in one. */
    Optional<List<Edge>> circle(Set<Kind> kinds) {
        Set<Integer> suspects = inOrBetweenCircles(kinds);
        return suspects.stream()
                .map(it -> path(it, it, kinds, suspects))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** A circle with exactly one edge of a kind, and others. */
    Optional<List<Edge>> circleWithOne(Kind one, Set<Kind> others) {
        Set<Kind> all = new TreeSet<>(others);
        all.add(one);
        Set<Integer> suspects = inOrBetweenCircles(all);
        for (int from : suspects) {
            for (Edge edge : from(from, Set.of(one))) {
                Optional<List<Edge>> back = path(edge.to, from, others, suspects);
                if (back.isPresent()) {
                    back.get().addFirst(edge);
                    return back;
                }
            }
        }
        return Optional.empty();
    }

    /** Takes away what nothing leads to, again and again, until each that is left has one before it. */
    private Set<Integer> inOrBetweenCircles(Set<Kind> kinds) {
        Map<Integer, Integer> before = new HashMap<>();
        edges.values().stream()
                .flatMap(Collection::stream)
                .filter(it -> kinds.contains(it.kind))
                .forEach(it -> before.merge(it.to, 1, Integer::sum));
        Deque<Integer> free = new ArrayDeque<>(
                edges.keySet().stream().filter(it -> !before.containsKey(it)).toList());
        while (!free.isEmpty()) {
            for (Edge edge : from(free.remove(), kinds)) {
                if (before.merge(edge.to, -1, Integer::sum) == 0) {
                    before.remove(edge.to);
                    free.add(edge.to);
                }
            }
        }
        return new TreeSet<>(before.keySet());
    }

    private Optional<List<Edge>> path(int from, int to, Set<Kind> kinds, Set<Integer> within) {
        Map<Integer, Edge> reachedBy = new HashMap<>();
        Deque<Integer> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty() && !reachedBy.containsKey(to)) {
            for (Edge edge : from(open.remove(), kinds)) {
                if (within.contains(edge.to) && reachedBy.putIfAbsent(edge.to, edge) == null) {
                    open.add(edge.to);
                }
            }
        }
        List<Edge> path = new ArrayList<>();
        @Nullable Edge edge = reachedBy.get(to);
        while (edge != null) {
            path.addFirst(edge);
            edge = edge.from == from ? null : reachedBy.get(edge.from);
        }
        return path.isEmpty() ? Optional.empty() : Optional.of(path);
    }

    private List<Edge> from(int node, Set<Kind> kinds) {
        return edges.getOrDefault(node, List.of()).stream()
                .filter(it -> kinds.contains(it.kind))
                .toList();
    }
}
