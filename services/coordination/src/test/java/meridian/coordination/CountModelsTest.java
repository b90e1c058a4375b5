package meridian.coordination;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import meridian.coordination.SharedLong.Change;
import meridian.testkit.History;
import meridian.testkit.Linearizability;
import org.junit.jupiter.api.Test;

/** What histories of numbers and latches are taken to be right. */
class CountModelsTest {
    private final History<NumberModel.Ask, Change> numbers = new History<>();
    private final History<LatchModel.Ask, Integer> latches = new History<>();

    private void number(NumberModel.Ask what, long before, long after) {
        numbers.invoke("ada", what).answered(new Change(before, after));
    }

    private void latch(LatchModel.Ask what, int answer) {
        latches.invoke("ada", what).answered(answer);
    }

    private void right() {
        Linearizability.requireByKey(new NumberModel(), numbers.operations(), NumberModel.Ask::name);
        Linearizability.requireByKey(new LatchModel(), latches.operations(), LatchModel.Ask::name);
    }

    private void wrong() {
        assertThatThrownBy(this::right).isInstanceOf(AssertionError.class).hasMessageContaining("is not linearizable");
    }

    private void goodNumber() {
        number(new NumberModel.Ask.Get("n"), 0, 0);
        number(new NumberModel.Ask.Add("n", 2), 0, 2);
        number(new NumberModel.Ask.CompareAndSet("n", 1, 7), 2, 2);
        number(new NumberModel.Ask.CompareAndSet("n", 2, 3), 2, 3);
        number(new NumberModel.Ask.Set("n", 1), 3, 1);
    }

    private void goodLatch() {
        latch(new LatchModel.Ask.CountDown("l"), 0);
        latch(new LatchModel.Ask.Set("l", 2), 0);
        latch(new LatchModel.Ask.Set("l", 3), 1);
        latch(new LatchModel.Ask.CountDown("l"), 1);
        latch(new LatchModel.Ask.CountDown("l"), 0);
        latch(new LatchModel.Ask.Await("l"), 0);
    }

    @Test
    void good_histories_are_right() {
        goodNumber();
        goodLatch();
        right();
    }

    @Test
    void a_lost_addition_is_found() {
        goodNumber();
        number(new NumberModel.Ask.Add("n", 2), 1, 3);
        number(new NumberModel.Ask.Add("n", 1), 1, 2);
        wrong();
    }

    @Test
    void a_swap_that_went_by_an_old_value_is_found() {
        goodNumber();
        number(new NumberModel.Ask.CompareAndSet("n", 3, 9), 3, 9);
        wrong();
    }

    @Test
    void a_latch_that_opens_early_is_found() {
        latch(new LatchModel.Ask.Set("l", 2), 0);
        latch(new LatchModel.Ask.CountDown("l"), 1);
        latch(new LatchModel.Ask.Await("l"), 0);
        wrong();
    }

    @Test
    void a_latch_may_open_by_a_count_of_which_nobody_heard() {
        latch(new LatchModel.Ask.Set("l", 2), 0);
        latch(new LatchModel.Ask.CountDown("l"), 1);
        latches.invoke("bob", new LatchModel.Ask.CountDown("l"));
        latch(new LatchModel.Ask.Await("l"), 0);
        right();
    }

    @Test
    void a_latch_that_is_set_while_it_stands_is_found() {
        latch(new LatchModel.Ask.Set("l", 2), 0);
        latch(new LatchModel.Ask.Set("l", 3), 0);
        wrong();
    }
}
