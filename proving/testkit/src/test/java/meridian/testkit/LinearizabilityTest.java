package meridian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.testkit.History.Ending;
import meridian.testkit.History.Operation;
import meridian.testkit.KeyValueModel.Answer;
import meridian.testkit.KeyValueModel.Ask;
import meridian.testkit.Linearizability.Verdict;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {
    private static final KeyValueModel MODEL = new KeyValueModel();
    private static final Bytes KEY = Bytes.utf8("key");
    private static final Ask GET = new Ask.Get(KEY);
    private static final Answer CHANGED = new Answer.Changed(true);

    private final History<Ask, Answer> history = new History<>();

    @Test
    void nothing_is_linearizable() {
        assertThat(verdict()).isEqualTo(new Verdict.Linearizable());
    }

    @Test
    void a_read_sees_the_write_that_ended_before() {
        history.invoke("a", put("1")).answered(CHANGED);
        history.invoke("b", GET).answered(value("1"));
        assertThat(verdict()).isEqualTo(new Verdict.Linearizable());
    }

    @Test
    void a_stale_read_is_found_out() {
        history.invoke("a", put("1")).answered(CHANGED);
        history.invoke("a", put("2")).answered(CHANGED);
        history.invoke("b", GET).answered(value("1"));
        assertThat(verdict())
                .isInstanceOfSatisfying(
                        Verdict.Violation.class,
                        it -> assertThat(it.furthest())
                                .contains("then none of:")
                                .contains("b 4..5 Get[key=key]"));
    }

    @Test
    void a_read_may_see_a_write_that_goes_on() {
        var write = history.invoke("a", put("1"));
        history.invoke("b", GET).answered(value("1"));
        write.answered(CHANGED);
        assertThat(verdict()).isEqualTo(new Verdict.Linearizable());
    }

    @Test
    void two_reads_may_not_see_a_write_come_and_go() {
        var write = history.invoke("a", put("1"));
        history.invoke("b", GET).answered(value("1"));
        history.invoke("b", GET).answered(new Answer.Value(Optional.empty()));
        write.answered(CHANGED);
        assertThat(verdict()).isInstanceOf(Verdict.Violation.class);
    }

    @Test
    void an_unknown_write_may_take_effect_much_later_or_never() {
        history.invoke("a", put("1"));
        history.invoke("b", GET).answered(new Answer.Value(Optional.empty()));
        assertThat(verdict()).isEqualTo(new Verdict.Linearizable());
        history.invoke("b", GET).answered(value("1"));
        assertThat(verdict()).isEqualTo(new Verdict.Linearizable());
        history.invoke("b", GET).answered(new Answer.Value(Optional.empty()));
        assertThat(verdict()).isInstanceOf(Verdict.Violation.class);
    }

    @Test
    void a_write_that_never_happened_must_not_be_seen() {
        history.invoke("a", put("1")).neverHappened();
        history.invoke("b", GET).answered(value("1"));
        assertThat(verdict()).isInstanceOf(Verdict.Violation.class);
    }

    @Test
    void only_one_of_two_swaps_can_win() {
        history.invoke("a", put("1")).answered(CHANGED);
        var one = history.invoke("a", new Ask.CompareAndSet(KEY, Bytes.utf8("1"), Bytes.utf8("2")));
        var other = history.invoke("b", new Ask.CompareAndSet(KEY, Bytes.utf8("1"), Bytes.utf8("3")));
        one.answered(CHANGED);
        other.answered(CHANGED);
        assertThat(verdict()).isInstanceOf(Verdict.Violation.class);
    }

    @Test
    void giving_up_is_no_success() {
        for (int i = 0; i < 12; i++) {
            history.invoke("client " + i, put(Integer.toString(i)));
        }
        history.invoke("reader", GET).answered(value("no such value"));
        assertThat(Linearizability.check(MODEL, history.operations(), 10)).isEqualTo(new Verdict.GaveUp(10));
    }

    /** Which of the two writes came last shows only behind all the reads, as it does behind an outage. */
    @Test
    void reads_that_nobody_answered_are_no_burden() {
        var first = history.invoke("a", put("1"));
        history.invoke("b", put("2")).answered(CHANGED);
        first.answered(CHANGED);
        for (int i = 0; i < 40; i++) {
            history.invoke("lost" + i, GET);
        }
        history.invoke("c", GET).answered(value("1"));
        assertThat(Linearizability.check(MODEL, history.operations(), 1_000)).isEqualTo(new Verdict.Linearizable());
    }

    @Test
    void unknown_writes_do_not_take_a_place_before_they_are_needed() {
        for (int i = 0; i < 14; i++) {
            history.invoke("lost" + i, put("lost" + i));
        }
        for (int i = 0; i < 20; i++) {
            history.invoke("a", put("" + i)).answered(CHANGED);
        }
        history.invoke("b", GET).answered(value("lost5"));
        history.invoke("a", put("20")).answered(CHANGED);
        history.invoke("b", GET).answered(value("lost3"));
        assertThat(Linearizability.check(MODEL, history.operations(), 5_000)).isEqualTo(new Verdict.Linearizable());
    }

    @Test
    void each_key_is_checked_for_itself() {
        for (String key : List.of("x", "y")) {
            history.invoke("a", new Ask.Put(Bytes.utf8(key), Bytes.utf8("1"))).answered(CHANGED);
        }
        Linearizability.requireByKey(MODEL, history.operations(), Ask::key);
        history.invoke("a", new Ask.Get(Bytes.utf8("y"))).answered(value("0"));
        assertThatThrownBy(() -> Linearizability.requireByKey(MODEL, history.operations(), Ask::key))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the history of y is not linearizable");
    }

    @Test
    void the_search_agrees_with_trying_every_order() {
        SeededRandomness randomness = new SeededRandomness(1);
        int violations = 0;
        for (int i = 0; i < 6_000; i++) {
            List<Operation<Ask, Answer>> operations = randomHistory(randomness);
            boolean right = triesEveryOrder(operations);
            violations += right ? 0 : 1;
            assertThat(Linearizability.check(MODEL, operations) instanceof Verdict.Linearizable)
                    .as("history %d: %s", i, operations)
                    .isEqualTo(right);
        }
        assertThat(violations).isBetween(1_000, 5_000);
    }

    /** The random number of each call, so that every run takes the same ideas. */
    @Test
    void an_idea_of_the_order_changes_nothing_about_the_verdict() {
        SeededRandomness randomness = new SeededRandomness(3);
        for (int i = 0; i < 2_000; i++) {
            List<Operation<Ask, Answer>> operations = randomHistory(randomness);
            long salt = randomness.nextLong();
            Comparator<Operation<Ask, Answer>> idea =
                    Comparator.comparingLong(it -> new SeededRandomness(salt + it.number()).nextLong());
            ThrowingCallable check = () -> Linearizability.requireByKey(MODEL, operations, Ask::key, idea);
            if (triesEveryOrder(operations)) {
                assertThatCode(check).as("history %d", i).doesNotThrowAnyException();
            } else {
                assertThatThrownBy(check).as("history %d", i).hasMessageContaining("Violation");
            }
        }
    }

    @Test
    void a_long_history_is_checked_and_one_wrong_answer_in_it_is_found() {
        List<Operation<Ask, Answer>> operations = longHistory(new SeededRandomness(2), 2_000);
        assertThat(Linearizability.check(MODEL, operations)).isEqualTo(new Verdict.Linearizable());
        List<Operation<Ask, Answer>> spoilt = new ArrayList<>(operations);
        Operation<Ask, Answer> victim = operations.stream()
                .filter(it -> it.number() > 1_500 && it.input() instanceof Ask.Get)
                .findFirst()
                .orElseThrow();
        spoilt.set(
                victim.number(),
                new Operation<>(
                        victim.number(),
                        victim.client(),
                        victim.input(),
                        victim.begin(),
                        new Ending.Answered<>(value("wrong"), victim.end())));
        assertThat(Linearizability.check(MODEL, spoilt)).isInstanceOf(Verdict.Violation.class);
    }

    /** Up to six calls with few values, so that right ones and wrong ones are both common. */
    private static List<Operation<Ask, Answer>> randomHistory(SeededRandomness randomness) {
        History<Ask, Answer> history = new History<>();
        List<History.Call<Ask, Answer>> open = new ArrayList<>();
        List<Ask> asked = new ArrayList<>();
        int calls = randomness.nextInt(6) + 1;
        for (int begun = 0; begun < calls || !open.isEmpty(); ) {
            if (begun < calls && (open.isEmpty() || randomness.chance(0.5))) {
                asked.add(randomAsk(randomness));
                open.add(history.invoke("c" + begun++, asked.getLast()));
            } else {
                int index = randomness.nextInt(open.size());
                History.Call<Ask, Answer> call = open.remove(index);
                Ask ask = asked.remove(index);
                if (randomness.chance(0.85)) {
                    call.answered(randomAnswer(randomness, ask));
                }
            }
        }
        return history.operations();
    }

    private static Ask randomAsk(SeededRandomness randomness) {
        Bytes value = Bytes.utf8(Integer.toString(randomness.nextInt(2)));
        return switch (randomness.nextInt(5)) {
            case 0 -> new Ask.Put(KEY, value);
            case 1 -> new Ask.Delete(KEY);
            case 2 -> new Ask.PutIfAbsent(KEY, value);
            case 3 -> new Ask.CompareAndSet(KEY, value, Bytes.utf8(Integer.toString(randomness.nextInt(2))));
            default -> GET;
        };
    }

    private static Answer randomAnswer(SeededRandomness randomness, Ask ask) {
        return switch (ask) {
            case Ask.Get _ ->
                randomness.chance(0.3) ? new Answer.Value(Optional.empty()) : value("" + randomness.nextInt(2));
            case Ask.Put _ -> CHANGED;
            case Ask.Delete _, Ask.PutIfAbsent _, Ask.CompareAndSet _ -> new Answer.Changed(randomness.chance(0.6));
        };
    }

    /** A right history by construction: each call takes effect at some moment between its two ends. */
    private static List<Operation<Ask, Answer>> longHistory(SeededRandomness randomness, int calls) {
        History<Ask, Answer> history = new History<>();
        List<History.Call<Ask, Answer>> open = new ArrayList<>();
        List<Answer> answers = new ArrayList<>();
        Optional<Bytes> state = Optional.empty();
        for (int i = 0; i < calls; i++) {
            Ask ask = randomAsk(randomness);
            open.add(history.invoke("c", ask));
            Model.Next<Optional<Bytes>, Answer> next = MODEL.next(state, ask);
            state = next.state();
            answers.add(next.output());
            while (open.size() > randomness.nextInt(5)) {
                int index = randomness.nextInt(open.size());
                History.Call<Ask, Answer> call = open.remove(index);
                Answer answer = answers.remove(index);
                if (randomness.chance(0.998)) {
                    call.answered(answer);
                }
            }
        }
        return history.operations();
    }

    private static boolean triesEveryOrder(List<Operation<Ask, Answer>> operations) {
        return triesEveryOrder(operations, new ArrayList<>(), MODEL.initial());
    }

    private static boolean triesEveryOrder(
            List<Operation<Ask, Answer>> operations, List<Operation<Ask, Answer>> order, Optional<Bytes> state) {
        if (order.containsAll(operations.stream().filter(Operation::isAnswered).toList())) {
            return true;
        }
        for (Operation<Ask, Answer> candidate : operations) {
            if (order.contains(candidate)
                    || operations.stream().anyMatch(it -> !order.contains(it) && it.end() < candidate.begin())) {
                continue;
            }
            Model.Next<Optional<Bytes>, Answer> next = MODEL.next(state, candidate.input());
            if (candidate.ending() instanceof Ending.Answered<Answer> answered
                    && !answered.output().equals(next.output())) {
                continue;
            }
            order.add(candidate);
            if (triesEveryOrder(operations, order, next.state())) {
                return true;
            }
            order.removeLast();
        }
        return false;
    }

    private Verdict verdict() {
        return Linearizability.check(MODEL, history.operations());
    }

    private static Ask put(String value) {
        return new Ask.Put(KEY, Bytes.utf8(value));
    }

    private static Answer value(String value) {
        return new Answer.Value(Optional.of(Bytes.utf8(value)));
    }
}
