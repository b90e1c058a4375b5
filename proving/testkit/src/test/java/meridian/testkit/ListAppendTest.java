package meridian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import meridian.testkit.History.Ending;
import meridian.testkit.History.Operation;
import meridian.testkit.ListAppend.Anomaly;
import meridian.testkit.ListAppend.Finding;
import meridian.testkit.ListAppend.Step;
import org.junit.jupiter.api.Test;

/** Each anomaly in the smallest history that has it. */
class ListAppendTest {
    private static final long[] EMPTY = {};

    private final List<Operation<List<Step>, List<List<Long>>>> history = new ArrayList<>();

    private static Step append(String key, long value) {
        return new Step.Append(key, value);
    }

    private static Step read(String key) {
        return new Step.Read(key);
    }

    private static long[] list(long... values) {
        return values;
    }

    private void done(long begin, long end, List<Step> steps, long[]... found) {
        add(
                begin,
                steps,
                new Ending.Answered<>(
                        Arrays.stream(found)
                                .map(it -> Arrays.stream(it).boxed().toList())
                                .toList(),
                        end));
    }

    private void add(long begin, List<Step> steps, Ending<List<List<Long>>> ending) {
        history.add(new Operation<>(history.size(), "c" + history.size(), steps, begin, ending));
    }

    /** Somebody reads the lists when all is over. */
    private void finallyRead(List<String> keys, long[]... found) {
        done(
                1_000 + history.size(),
                2_000,
                keys.stream().map(ListAppendTest::read).toList(),
                found);
    }

    private void wrong(Anomaly anomaly, boolean realTime) {
        assertThat(ListAppend.check(history))
                .extracting(Finding::anomaly, Finding::realTime)
                .containsExactly(tuple(anomaly, realTime));
        assertThatThrownBy(() -> ListAppend.require(history))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(anomaly.name());
    }

    @Test
    void one_after_the_other_is_right() {
        done(0, 1, List.of(append("x", 1), append("y", 1)));
        done(2, 3, List.of(read("x"), append("x", 2), read("x")), list(1), list(1, 2));
        done(4, 5, List.of(read("y"), read("x")), list(1), list(1, 2));
        done(6, 7, List.of(read("z")), EMPTY);
        assertThat(ListAppend.check(history)).isEmpty();
    }

    @Test
    void what_happens_at_once_may_come_in_any_order() {
        done(0, 10, List.of(append("x", 1), read("y")), EMPTY);
        done(1, 9, List.of(append("y", 1), read("x")), list(1));
        done(2, 11, List.of(read("x"), read("y")), EMPTY, EMPTY);
        assertThat(ListAppend.check(history)).isEmpty();
    }

    @Test
    void what_is_unknown_may_be_there_or_not() {
        add(0, List.of(append("x", 1), append("y", 1)), new Ending.Unknown<>());
        add(1, List.of(append("x", 2)), new Ending.Unknown<>());
        done(2, 3, List.of(read("x"), read("y")), EMPTY, EMPTY);
        done(4, 5, List.of(read("x"), read("y")), list(1), list(1));
        assertThat(ListAppend.check(history)).isEmpty();
    }

    @Test
    void an_unknown_transaction_that_is_half_there_is_found() {
        add(0, List.of(append("x", 1), append("y", 1)), new Ending.Unknown<>());
        done(4, 5, List.of(read("x"), read("y")), list(1), EMPTY);
        done(6, 7, List.of(read("y")), list(1));
        wrong(Anomaly.G_SINGLE, false);
    }

    @Test
    void an_unknown_transaction_of_which_a_part_is_never_read_is_found() {
        add(0, List.of(append("x", 1), append("y", 1)), new Ending.Unknown<>());
        done(4, 5, List.of(read("x"), read("y")), list(1), EMPTY);
        wrong(Anomaly.G_SINGLE, false);
    }

    @Test
    void a_transaction_that_does_not_see_its_own_append_is_found() {
        done(0, 1, List.of(append("x", 1), read("x")), EMPTY);
        wrong(Anomaly.INTERNAL, false);
    }

    @Test
    void a_transaction_that_sees_a_list_change_under_it_is_found() {
        done(0, 9, List.of(append("x", 1)));
        done(1, 8, List.of(read("x"), read("x")), EMPTY, list(1));
        wrong(Anomaly.INTERNAL, false);
    }

    @Test
    void a_value_that_is_there_twice_is_found() {
        done(0, 1, List.of(append("x", 1)));
        done(2, 3, List.of(read("x")), list(1, 1));
        wrong(Anomaly.DUPLICATE, false);
    }

    @Test
    void a_value_that_nobody_appended_is_found() {
        done(2, 3, List.of(read("x")), list(7));
        wrong(Anomaly.PHANTOM, false);
    }

    @Test
    void two_orders_of_one_list_are_found() {
        done(0, 9, List.of(append("x", 1)));
        done(1, 9, List.of(append("x", 2)));
        done(2, 9, List.of(read("x")), list(1, 2));
        done(3, 9, List.of(read("x")), list(2));
        assertThat(ListAppend.check(history)).extracting(Finding::anomaly).contains(Anomaly.INCOMPATIBLE_ORDER);
    }

    @Test
    void g1a_a_read_of_what_never_happened_is_found() {
        add(0, List.of(append("x", 1)), new Ending.Never<>());
        done(2, 3, List.of(read("x")), list(1));
        wrong(Anomaly.G1A, false);
    }

    @Test
    void g1b_a_read_in_the_middle_of_a_transaction_is_found() {
        done(0, 9, List.of(append("x", 1), append("x", 2)));
        done(1, 8, List.of(read("x")), list(1));
        assertThat(ListAppend.check(history)).extracting(Finding::anomaly).contains(Anomaly.G1B);
    }

    @Test
    void g0_writes_that_came_before_each_other_are_found() {
        done(0, 9, List.of(append("x", 1), append("y", 1)));
        done(1, 8, List.of(append("x", 2), append("y", 2)));
        finallyRead(List.of("x", "y"), list(1, 2), list(2, 1));
        wrong(Anomaly.G0, false);
    }

    @Test
    void g0_in_real_time_is_found() {
        done(0, 1, List.of(append("x", 1)));
        done(2, 3, List.of(append("x", 2)));
        finallyRead(List.of("x"), list(2, 1));
        wrong(Anomaly.G0, true);
    }

    @Test
    void g1c_two_that_read_each_other_are_found() {
        done(0, 9, List.of(append("x", 1), read("y")), list(1));
        done(1, 8, List.of(append("y", 1), read("x")), list(1));
        wrong(Anomaly.G1C, false);
    }

    @Test
    void g1c_a_read_from_the_future_is_found() {
        done(0, 1, List.of(read("x")), list(1));
        done(2, 3, List.of(append("x", 1)));
        wrong(Anomaly.G1C, true);
    }

    @Test
    void g_single_a_read_of_half_a_transaction_is_found() {
        done(0, 9, List.of(append("x", 1), append("y", 1)));
        done(1, 8, List.of(read("x"), read("y")), list(1), EMPTY);
        finallyRead(List.of("y"), list(1));
        wrong(Anomaly.G_SINGLE, false);
    }

    @Test
    void g_single_a_lost_update_is_found() {
        done(0, 9, List.of(read("x"), append("x", 1)), EMPTY);
        done(1, 8, List.of(read("x"), append("x", 2)), EMPTY);
        finallyRead(List.of("x"), list(1, 2));
        wrong(Anomaly.G_SINGLE, false);
    }

    @Test
    void g_single_a_stale_read_is_found_in_real_time() {
        done(0, 1, List.of(append("x", 1)));
        done(2, 3, List.of(read("x")), EMPTY);
        finallyRead(List.of("x"), list(1));
        wrong(Anomaly.G_SINGLE, true);
    }

    @Test
    void an_acknowledged_append_that_nobody_ever_reads_is_found() {
        done(0, 1, List.of(append("x", 1)));
        finallyRead(List.of("x"), EMPTY);
        wrong(Anomaly.G_SINGLE, true);
    }

    @Test
    void g2_write_skew_is_found() {
        done(0, 9, List.of(read("x"), append("y", 1)), EMPTY);
        done(1, 8, List.of(read("y"), append("x", 1)), EMPTY);
        finallyRead(List.of("x", "y"), list(1), list(1));
        wrong(Anomaly.G2, false);
    }

    @Test
    void a_value_may_be_appended_once_only() {
        done(0, 1, List.of(append("x", 1)));
        done(2, 3, List.of(append("x", 1)));
        assertThatThrownBy(() -> ListAppend.check(history)).hasMessageContaining("once only");
    }

    /** Whatever a system does that runs one transaction after the other is right; with one answer changed it is not. */
    @Test
    void random_histories_of_a_right_system_are_right_and_torn_ones_are_not() {
        Property.forAll((randomness, size) -> new Serial(randomness, 3 + size).run(), serial -> {
            assertThat(ListAppend.check(serial)).isEmpty();
            List<Operation<List<Step>, List<List<Long>>>> torn = withOneReadCut(serial);
            if (!torn.equals(serial)) {
                assertThat(ListAppend.check(torn)).isNotEmpty();
            }
        });
    }

    /** The last read of something loses its last value, after everything else had ended. */
    private static List<Operation<List<Step>, List<List<Long>>>> withOneReadCut(
            List<Operation<List<Step>, List<List<Long>>>> right) {
        Operation<List<Step>, List<List<Long>>> last = right.getLast();
        if (!(last.ending() instanceof Ending.Answered<List<List<Long>>>(List<List<Long>> found, long end))
                || found.getFirst().isEmpty()
                || !isAnswered(right, found.getFirst().getLast())) {
            return right;
        }
        List<List<Long>> less = new ArrayList<>(found);
        less.set(0, found.getFirst().subList(0, found.getFirst().size() - 1));
        List<Operation<List<Step>, List<List<Long>>>> changed = new ArrayList<>(right);
        changed.set(
                right.size() - 1,
                new Operation<>(
                        last.number(), last.client(), last.input(), last.begin(), new Ending.Answered<>(less, end)));
        return changed;
    }

    private static boolean isAnswered(List<Operation<List<Step>, List<List<Long>>>> history, long value) {
        return history.stream().anyMatch(it -> it.isAnswered() && it.input().contains(append("x", value)));
    }

    /** A system that does one transaction after the other, at some moment between its begin and its end. */
    private static final class Serial {
        private static final List<String> KEYS = List.of("x", "y", "z");

        private final SeededRandomness randomness;
        private final int count;
        private final TreeMap<String, List<Long>> lists = new TreeMap<>();
        private long values;

        Serial(SeededRandomness randomness, int count) {
            this.randomness = randomness;
            this.count = count;
            KEYS.forEach(key -> lists.put(key, List.of()));
        }

        List<Operation<List<Step>, List<List<Long>>>> run() {
            List<Operation<List<Step>, List<List<Long>>>> history = new ArrayList<>();
            for (int number = 0; number < count; number++) {
                // Six moments apart, so that some overlap; odd ones end and even ones begin, so that all differ.
                long at = 6L * number + 100;
                history.add(one(number, at - 2 * randomness.between(0, 9), at + 1 + 2 * randomness.between(0, 9)));
            }
            List<Step> reads = KEYS.stream().map(ListAppendTest::read).toList();
            history.add(new Operation<>(
                    count, "last", reads, 1_000_000, new Ending.Answered<>(List.copyOf(lists.values()), 1_000_001)));
            return history;
        }

        private Operation<List<Step>, List<List<Long>>> one(int number, long begin, long end) {
            List<Step> steps = new ArrayList<>();
            List<List<Long>> found = new ArrayList<>();
            boolean never = randomness.chance(0.1);
            boolean unknown = randomness.chance(0.1);
            boolean happens = !never && !(unknown && randomness.chance(0.5));
            for (long i = randomness.between(1, 4); i > 0; i--) {
                String key = randomness.pick(KEYS);
                if (randomness.chance(0.5)) {
                    long value = ++values;
                    steps.add(append(key, value));
                    lists.computeIfPresent(key, (_, list) -> happens ? with(list, value) : list);
                } else {
                    steps.add(read(key));
                    found.add(lists.getOrDefault(key, List.of()));
                }
            }
            Ending<List<List<Long>>> answered = new Ending.Answered<>(List.copyOf(found), end);
            return new Operation<>(
                    number,
                    "c" + number,
                    steps,
                    begin,
                    never ? new Ending.Never<>() : unknown ? new Ending.Unknown<>() : answered);
        }

        private static List<Long> with(List<Long> list, long value) {
            List<Long> longer = new ArrayList<>(list);
            longer.add(value);
            return List.copyOf(longer);
        }
    }
}
