package meridian.chaos.load;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.testkit.History.Ending;
import meridian.testkit.History.Operation;
import meridian.testkit.KeyValueModel.Answer;
import meridian.testkit.Linearizability;
import meridian.testkit.WitnessReplay;
import meridian.testkit.WitnessReplay.Witnessed;

/** Says what is wrong with what clients of single keys were told, if anything is. */
final class KeyValueJudge {
    private final KeyValueEvidence evidence;
    private final List<Change> history;
    private final NodeId witness;

    /**
     * @param history all that happened to the keys, in order
     * @param witness whose account it is
     */
    KeyValueJudge(KeyValueEvidence evidence, List<Change> history, NodeId witness) {
        this.evidence = evidence;
        this.history = List.copyOf(history);
        this.witness = witness;
    }

    /** @param answersMin so many writes and so many reads must have been answered, or the run proves nothing */
    List<Finding> judge(long answersMin) {
        return List.of(
                Finding.of("enough puts and gets", () -> requireTraffic(answersMin)),
                Finding.of("linearizable, by search", this::requireLinearizable),
                Finding.of("linearizable, by replay", this::requireReplay),
                Finding.of("acknowledged writes are there", this::requireAcknowledged),
                Finding.of("refused writes are not", this::requireRefusedAbsent),
                Finding.of("nothing else happened", this::requireNothingElse));
    }

    private void requireTraffic(long answersMin) {
        long writes = evidence.answered(true);
        long reads = evidence.answered(false);
        Finding.require(
                writes >= answersMin && reads >= answersMin,
                "only %d writes and %d reads were answered, not %d each",
                writes,
                reads,
                answersMin);
    }

    /** The history tells the search where to look first, and no more. */
    private void requireLinearizable() {
        Map<Integer, Integer> places = new HashMap<>();
        WitnessReplay.inOrder(witnessed())
                .forEach(it -> places.put(it.operation().number(), places.size()));
        Linearizability.requireByKey(
                new WholeStore.OneKey(),
                evidence.operations(),
                question -> question.ask().key(),
                Comparator.comparingInt(it -> places.getOrDefault(it.number(), Integer.MAX_VALUE)));
    }

    private void requireReplay() {
        WitnessReplay.require(new WholeStore(), witnessed());
    }

    /** Writes of unknown outcome count as done if the history shows them. */
    private List<Witnessed<Question, Answer>> witnessed() {
        List<Witnessed<Question, Answer>> calls = new ArrayList<>();
        Map<Bytes, Change> puts = putsByValue();
        Map<Bytes, Deque<Change>> deletes = unclaimedDeletes();
        for (Operation<Question, Answer> operation : evidence.operations()) {
            Question question = operation.input();
            if (operation.isAnswered()) {
                calls.add(new Witnessed<>(operation, revisionOf(question), changed(operation)));
            } else {
                Optional<Change> change = question.mayDelete()
                        // Nothing tells one delete from another: they take what is left, in order.
                        ? Optional.ofNullable(
                                deletes.getOrDefault(question.ask().key(), new ArrayDeque<>())
                                        .poll())
                        : question.value().map(puts::get);
                change.ifPresent(it -> calls.add(new Witnessed<>(operation, it.revision(), true)));
            }
        }
        return calls;
    }

    private void requireAcknowledged() {
        Map<Long, Change> byRevision = new HashMap<>();
        history.forEach(change -> byRevision.put(change.revision(), change));
        evidence.operations().stream().filter(KeyValueJudge::changed).forEach(operation -> {
            long revision = revisionOf(operation.input());
            Optional<Change> change = Optional.ofNullable(byRevision.get(revision));
            Finding.require(
                    change.filter(operation.input()::explains).isPresent(),
                    "was acknowledged at %d, where %s has %s: %s",
                    revision,
                    witness,
                    change,
                    operation);
        });
    }

    private void requireRefusedAbsent() {
        Map<Bytes, Change> puts = putsByValue();
        for (Question question : evidence.refused()) {
            Optional<Change> change = question.value().map(puts::get);
            Finding.require(change.isEmpty(), "was refused as not done, but it was: %s by %s", change, question);
        }
    }

    /** Every change has somebody who asked for it, and is there once. */
    private void requireNothingElse() {
        Set<Bytes> asked = new HashSet<>();
        evidence.operations().forEach(operation -> operation.input().value().ifPresent(asked::add));
        for (Change change : history) {
            Finding.require(
                    change.isDelete() || asked.remove(change.value()), "nobody asked for it, or only once: %s", change);
        }
        long deletesAsked = evidence.operations().stream()
                .filter(it -> it.input().mayDelete() && (changed(it) || !it.isAnswered()))
                .count();
        long deletes = history.stream().filter(Change::isDelete).count();
        Finding.require(deletes <= deletesAsked, "%d deletes happened, %d were asked for", deletes, deletesAsked);
    }

    private Map<Bytes, Change> putsByValue() {
        Map<Bytes, Change> puts = new HashMap<>();
        history.stream().filter(change -> !change.isDelete()).forEach(change -> puts.put(change.value(), change));
        return puts;
    }

    private Map<Bytes, Deque<Change>> unclaimedDeletes() {
        Set<Long> claimed = evidence.operations().stream()
                .filter(it -> it.input().mayDelete() && changed(it))
                .map(it -> revisionOf(it.input()))
                .collect(Collectors.toSet());
        Map<Bytes, Deque<Change>> deletes = new HashMap<>();
        history.stream()
                .filter(change -> change.isDelete() && !claimed.contains(change.revision()))
                .forEach(change -> deletes.computeIfAbsent(change.key(), _ -> new ArrayDeque<>())
                        .add(change));
        return deletes;
    }

    private long revisionOf(Question answered) {
        return evidence.revisions().getOrDefault(answered.number(), 0L);
    }

    private static boolean changed(Operation<Question, Answer> operation) {
        return operation.input().mayWrite()
                && operation.ending() instanceof Ending.Answered<Answer> answered
                && answered.output().equals(new Answer.Changed(true));
    }
}
