package meridian.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import meridian.testkit.History.Ending;
import meridian.testkit.History.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Looks for one order of all calls that respects real time and that a model agrees with (Wing and Gong, "Testing and
 * verifying concurrent objects", 1993; Lowe, "Testing for linearizability", 2017: states seen before are not tried
 * again, and open calls are a linked list).
 *
 * <p>Calls of unknown outcome may take their place anywhere after they began, or nowhere. Many of them still make the
 * search explode, so it has a limit, and giving up is no success. Who has an idea of the order, as by the positions that
 * came with the answers, says so: the search tries likely ones first, and takes nothing for granted.
 */
public final class Linearizability {
    private static final long STEPS_MAX = 2_000_000;

    private Linearizability() {}

    /** What the search found. */
    public sealed interface Verdict {
        record Linearizable() implements Verdict {}

        /** No order works; {@code furthest} is the longest that does, then what could not follow it. */
        record Violation(String furthest) implements Verdict {}

        /** Nobody knows: too many orders to try. */
        record GaveUp(long steps) implements Verdict {}
    }

    public static <S, I, O> Verdict check(Model<S, I, O> model, List<Operation<I, O>> operations) {
        return check(model, operations, STEPS_MAX);
    }

    /** @param stepsMax how many calls may be tried for a place */
    public static <S, I, O> Verdict check(Model<S, I, O> model, List<Operation<I, O>> operations, long stepsMax) {
        return new Search<>(model, operations, Comparator.comparingLong(Operation::begin), stepsMax).run();
    }

    /** Checks the calls for each key alone, which is enough when no call is about two. Throws unless all is well. */
    public static <S, I, O, K> void requireByKey(
            Model<S, I, O> model, List<Operation<I, O>> operations, Function<I, K> keyOf) {
        requireByKey(model, operations, keyOf, Comparator.comparingLong(Operation::begin));
    }

    /** @param likely an idea of the order of the answered calls */
    public static <S, I, O, K> void requireByKey(
            Model<S, I, O> model,
            List<Operation<I, O>> operations,
            Function<I, K> keyOf,
            Comparator<Operation<I, O>> likely) {
        Map<K, List<Operation<I, O>>> byKey = new LinkedHashMap<>();
        for (Operation<I, O> operation : operations) {
            byKey.computeIfAbsent(keyOf.apply(operation.input()), _ -> new ArrayList<>())
                    .add(operation);
        }
        byKey.forEach((key, some) -> {
            Verdict verdict = new Search<>(model, some, likely, STEPS_MAX).run();
            if (!(verdict instanceof Verdict.Linearizable)) {
                throw new AssertionError("the history of " + key + " is not linearizable: " + verdict);
            }
        });
    }

    /** A call or its answer, in a list ordered by time. */
    private static final class Node {
        private final int call;
        private final boolean answer;
        private @Nullable Node before;
        private @Nullable Node after;
        private @Nullable Node match;

        Node(int call, boolean answer) {
            this.call = call;
            this.answer = answer;
        }

        boolean isAnswered() {
            return match != null;
        }

        void takeOut() {
            if (before != null) {
                before.after = after;
            }
            if (after != null) {
                after.before = before;
            }
        }

        void putBack() {
            if (before != null) {
                before.after = this;
            }
            if (after != null) {
                after.before = this;
            }
        }
    }

    private record Moment(long time, Node node) {}

    private record Seen<S>(BitSet done, S state) {}

    /** @param others what could have been instead and was not tried yet */
    private record Step<S>(Node node, S stateBefore, Iterator<Node> others) {}

    private static final class Search<S, I, O> {
        private final Model<S, I, O> model;
        private final List<Operation<I, O>> operations;
        private final int[] ranks;
        private final long stepsMax;
        private final Node head = new Node(-1, false);
        private final Deque<Step<S>> path = new ArrayDeque<>();
        private final Set<Seen<S>> seen = new HashSet<>();
        private BitSet done = new BitSet();
        private S state;
        private int answersLeft;
        private List<Integer> furthest = List.of();

        Search(
                Model<S, I, O> model,
                List<Operation<I, O>> operations,
                Comparator<Operation<I, O>> likely,
                long stepsMax) {
            this.model = model;
            this.operations = operations;
            this.ranks = ranks(operations, likely);
            this.stepsMax = stepsMax;
            this.state = model.initial();
            link();
        }

        private void link() {
            List<Moment> moments = new ArrayList<>();
            for (int call = 0; call < operations.size(); call++) {
                Operation<I, O> operation = operations.get(call);
                Node begin = new Node(call, false);
                moments.add(new Moment(operation.begin(), begin));
                if (operation.isAnswered()) {
                    Node end = new Node(call, true);
                    begin.match = end;
                    moments.add(new Moment(operation.end(), end));
                    answersLeft++;
                }
            }
            moments.sort(Comparator.comparingLong(Moment::time));
            Node last = head;
            for (Moment moment : moments) {
                last.after = moment.node;
                moment.node.before = last;
                last = moment.node;
            }
        }

        /**
         * Answered calls first. Most of the others never happened, and one that takes a place too early is missing where it
         * is needed; also one that did happen, for where it did not matter it is left out, and in the way from then on.
         */
        private static <I, O> int[] ranks(List<Operation<I, O>> operations, Comparator<Operation<I, O>> likely) {
            List<Integer> order = new ArrayList<>();
            for (int call = 0; call < operations.size(); call++) {
                order.add(call);
            }
            order.sort(Comparator.<Integer, Boolean>comparing(
                            call -> !operations.get(call).isAnswered())
                    .thenComparing(operations::get, likely));
            int[] ranks = new int[operations.size()];
            for (int rank = 0; rank < ranks.length; rank++) {
                ranks[order.get(rank)] = rank;
            }
            return ranks;
        }

        Verdict run() {
            Iterator<Node> candidates = candidates();
            for (long steps = 0; answersLeft > 0; steps++) {
                if (steps >= stepsMax) {
                    return new Verdict.GaveUp(steps);
                }
                if (candidates.hasNext()) {
                    boolean taken = tryNext(candidates.next(), candidates);
                    candidates = taken ? candidates() : candidates;
                } else if (path.isEmpty()) {
                    return new Verdict.Violation(describe());
                } else {
                    candidates = takeBack();
                }
            }
            return new Verdict.Linearizable();
        }

        /** One of them must be next: they began before the first of the answers that are left. */
        private Iterator<Node> candidates() {
            List<Node> candidates = new ArrayList<>();
            for (Node node = head.after; node != null && !node.answer; node = node.after) {
                candidates.add(node);
            }
            candidates.sort(Comparator.comparingInt(node -> ranks[node.call]));
            return candidates.iterator();
        }

        /** Lets the call be the next in the order, if the model agrees and this was not tried before. */
        private boolean tryNext(Node node, Iterator<Node> others) {
            Operation<I, O> operation = operations.get(node.call);
            Model.Next<S, O> next = model.next(state, operation.input());
            if (operation.ending() instanceof Ending.Answered<O> answered
                    ? !answered.output().equals(next.output())
                    : isIdle(operation, next.state())) {
                return false;
            }
            BitSet more = (BitSet) done.clone();
            more.set(node.call);
            if (!seen.add(new Seen<>(more, next.state()))) {
                return false;
            }
            path.push(new Step<>(node, state, others));
            done = more;
            state = next.state();
            node.takeOut();
            if (node.match != null) {
                node.match.takeOut();
                answersLeft--;
            }
            return true;
        }

        /**
         * Need a call of unknown outcome not be the next? Not if it changes nothing: without it, all else goes as well. So
         * reads that nobody answered, of which an outage leaves many, do not burden the search. And not if it makes
         * another such call right before it pointless: without that one, all else goes as well.
         */
        private boolean isIdle(Operation<I, O> operation, S after) {
            return after.equals(state) || isLastPointless(operation, after);
        }

        private boolean isLastPointless(Operation<I, O> operation, S after) {
            Step<S> last = path.peek();
            return last != null
                    && !last.node.isAnswered()
                    && after.equals(
                            model.next(last.stateBefore, operation.input()).state());
        }

        /** What was tried last cannot be right; returns what could be instead. */
        private Iterator<Node> takeBack() {
            if (path.size() > furthest.size()) {
                furthest = path.reversed().stream().map(it -> it.node.call).toList();
            }
            Step<S> step = path.pop();
            Node node = step.node;
            if (node.match != null) {
                node.match.putBack();
                answersLeft++;
            }
            node.putBack();
            done = (BitSet) done.clone();
            done.clear(node.call);
            state = step.stateBefore;
            return step.others;
        }

        /** The longest order that works, then what was open when it could not go on. */
        private String describe() {
            List<Operation<I, O>> rest = new ArrayList<>(operations);
            StringBuilder text = new StringBuilder();
            for (int call : furthest) {
                text.append("\n  ").append(operations.get(call));
                rest.remove(operations.get(call));
            }
            text.append("\n  then none of:");
            long firstEnd = rest.stream().mapToLong(Operation::end).min().orElse(Long.MAX_VALUE);
            rest.stream()
                    .filter(it -> it.begin() <= firstEnd)
                    .forEach(it -> text.append("\n  ").append(it));
            return text.toString();
        }
    }
}
