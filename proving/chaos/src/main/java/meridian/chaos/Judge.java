package meridian.chaos;

import java.util.ArrayDeque;
import java.util.ArrayList;
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
import meridian.testkit.WatchChecker;
import meridian.testkit.WitnessReplay;
import meridian.testkit.WitnessReplay.Witnessed;

/** Says what is wrong, if anything is. */
final class Judge {
    private final Evidence evidence;
    private final NodeId witness;
    private final List<Change> history;

    Judge(Evidence evidence) {
        this.evidence = evidence;
        this.witness = evidence.histories().keySet().iterator().next();
        this.history = List.copyOf(evidence.histories().getOrDefault(witness, List.of()));
    }

    /** @param answersMin so many writes and so many reads must have been answered, or the run proves nothing */
    List<Finding> judge(long answersMin) {
        return List.of(
                Finding.of("enough was going on", () -> requireTraffic(answersMin)),
                Finding.of("linearizable, by search", this::requireLinearizable),
                Finding.of("linearizable, by replay", this::requireReplay),
                Finding.of("acknowledged writes are there", this::requireAcknowledged),
                Finding.of("refused writes are not", this::requireRefusedAbsent),
                Finding.of("nothing else happened", this::requireNothingElse),
                Finding.of("nodes agree", this::requireAgreement),
                Finding.of("watches told everything", this::requireWatches));
    }

    private void requireTraffic(long answersMin) {
        long writes = evidence.answered(true);
        long reads = evidence.answered(false);
        require(
                writes >= answersMin && reads >= answersMin,
                "only %d writes and %d reads were answered, not %d each",
                writes,
                reads,
                answersMin);
    }

    private void requireLinearizable() {
        Linearizability.requireByKey(
                new WholeStore.OneKey(),
                evidence.operations(),
                question -> question.ask().key());
    }

    /** Writes of unknown outcome count as done if the history shows them. */
    private void requireReplay() {
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
        WitnessReplay.require(new WholeStore(), calls);
    }

    private void requireAcknowledged() {
        Map<Long, Change> byRevision = new HashMap<>();
        history.forEach(change -> byRevision.put(change.revision(), change));
        evidence.operations().stream().filter(Judge::changed).forEach(operation -> {
            long revision = revisionOf(operation.input());
            Optional<Change> change = Optional.ofNullable(byRevision.get(revision));
            require(
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
            require(change.isEmpty(), "was refused as not done, but it was: %s by %s", change, question);
        }
    }

    /** Every change has somebody who asked for it, and is there once. */
    private void requireNothingElse() {
        Set<Bytes> asked = new HashSet<>();
        evidence.operations().forEach(operation -> operation.input().value().ifPresent(asked::add));
        for (Change change : history) {
            require(change.isDelete() || asked.remove(change.value()), "nobody asked for it, or only once: %s", change);
        }
        long deletesAsked = evidence.operations().stream()
                .filter(it -> it.input().mayDelete() && (changed(it) || !it.isAnswered()))
                .count();
        long deletes = history.stream().filter(Change::isDelete).count();
        require(deletes <= deletesAsked, "%d deletes happened, %d were asked for", deletes, deletesAsked);
    }

    private void requireAgreement() {
        evidence.histories()
                .forEach((node, told) -> require(
                        told.equals(history),
                        "%s and %s tell different histories, from %s on",
                        witness,
                        node,
                        firstDifference(told)));
        require(Set.copyOf(evidence.hashes().values()).size() == 1, "the hashes differ: %s", evidence.hashes());
    }

    private String firstDifference(List<Change> told) {
        for (int i = 0; i < Math.min(told.size(), history.size()); i++) {
            if (!told.get(i).equals(history.get(i))) {
                return history.get(i) + " / " + told.get(i);
            }
        }
        return "change " + Math.min(told.size(), history.size()) + " of " + history.size() + " / " + told.size();
    }

    private void requireWatches() {
        WatchChecker<Change> checker = new WatchChecker<>(Change::revision, history);
        evidence.told().forEach((node, batches) -> {
            try {
                checker.require(evidence.start(), batches);
            } catch (AssertionError e) {
                throw new AssertionError("on " + node + ": " + e.getMessage(), e);
            }
        });
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

    private static void require(boolean holds, String format, Object... arguments) {
        if (!holds) {
            throw new AssertionError(String.format(format, arguments));
        }
    }
}
