package meridian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.testkit.History.Ending;
import meridian.testkit.History.Operation;
import meridian.testkit.KeyValueModel.Answer;
import meridian.testkit.KeyValueModel.Ask;
import meridian.testkit.Linearizability.Verdict;
import meridian.testkit.WitnessReplay.Witnessed;
import org.junit.jupiter.api.Test;

class WitnessReplayTest {
    private static final KeyValueModel MODEL = new KeyValueModel();
    private static final Bytes KEY = Bytes.utf8("key");
    private static final Answer CHANGED = new Answer.Changed(true);

    private final List<Witnessed<Ask, Answer>> calls = new ArrayList<>();

    @Test
    void answers_in_the_order_of_their_revisions_are_right() {
        write(1, 0, 3, "a");
        write(2, 1, 2, "b");
        read(1, 1, 2, "a");
        read(2, 4, 5, "b");
        WitnessReplay.require(MODEL, calls);
    }

    @Test
    void an_answer_that_the_model_does_not_give_is_found_out() {
        write(1, 0, 1, "a");
        read(1, 2, 3, "b");
        assertThatThrownBy(this::require).hasMessageContaining("at revision 1 the model answers");
    }

    @Test
    void a_read_older_than_an_acknowledged_write_is_found_out() {
        write(1, 0, 1, "a");
        write(2, 2, 3, "b");
        read(1, 4, 5, "a");
        assertThatThrownBy(this::require).hasMessageContaining("revision 2 had been reached before this began");
    }

    @Test
    void a_write_must_be_newer_than_all_that_ended_before_it() {
        write(2, 0, 1, "a");
        write(1, 2, 3, "b");
        assertThatThrownBy(this::require).hasMessageContaining("revision 2 had been reached before this began");
    }

    @Test
    void two_writes_cannot_share_a_revision() {
        write(1, 0, 2, "a");
        write(1, 1, 3, "b");
        assertThatThrownBy(this::require).hasMessageContaining("two writes took effect at revision 1");
    }

    @Test
    void an_unknown_write_counts_where_the_log_shows_it() {
        calls.add(new Witnessed<>(new Operation<>(0, "c", put("a"), 0, new Ending.Unknown<>()), 7, true));
        read(7, 1, 2, "a");
        write(8, 3, 4, "b");
        WitnessReplay.require(MODEL, calls);
    }

    @Test
    void it_agrees_with_the_search() {
        SeededRandomness randomness = new SeededRandomness(3);
        int wrong = 0;
        for (int i = 0; i < 500; i++) {
            calls.clear();
            randomCalls(randomness);
            boolean replays = replays();
            List<Operation<Ask, Answer>> operations =
                    calls.stream().map(Witnessed::operation).toList();
            boolean found = Linearizability.check(MODEL, operations) instanceof Verdict.Linearizable;
            assertThat(!replays || found).as("%s", calls).isTrue();
            wrong += replays ? 0 : 1;
        }
        assertThat(wrong).isBetween(50, 450);
    }

    /** Calls around their revisions in time, so that many histories are right, with a wrong answer now and then. */
    private void randomCalls(SeededRandomness randomness) {
        String last = "";
        for (int revision = 1; revision <= 8; revision++) {
            long begin = 2L * revision - randomness.nextInt(3);
            long end = 2L * revision + 1 + randomness.nextInt(3);
            if (last.isEmpty() || randomness.chance(0.5)) {
                last = Integer.toString(revision);
                write(revision, begin, end, last);
            } else {
                read(revision, begin, end, randomness.chance(0.9) ? last : "1");
            }
        }
    }

    private boolean replays() {
        try {
            require();
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    private void require() {
        WitnessReplay.require(MODEL, calls);
    }

    private void write(long revision, long begin, long end, String value) {
        Operation<Ask, Answer> operation =
                new Operation<>(calls.size(), "c", put(value), 10 * begin, new Ending.Answered<>(CHANGED, 10 * end));
        calls.add(new Witnessed<>(shifted(operation), revision, true));
    }

    private void read(long revision, long begin, long end, String value) {
        Answer answer = new Answer.Value(Optional.of(Bytes.utf8(value)));
        Operation<Ask, Answer> operation = new Operation<>(
                calls.size(), "c", new Ask.Get(KEY), 10 * begin, new Ending.Answered<>(answer, 10 * end));
        calls.add(new Witnessed<>(shifted(operation), revision, false));
    }

    /** No two things happen at the same moment. */
    private Operation<Ask, Answer> shifted(Operation<Ask, Answer> it) {
        int shift = calls.size();
        Ending.Answered<Answer> ending = (Ending.Answered<Answer>) it.ending();
        return new Operation<>(
                it.number(),
                it.client(),
                it.input(),
                it.begin() + shift,
                new Ending.Answered<>(ending.output(), ending.moment() + shift));
    }

    private static Ask put(String value) {
        return new Ask.Put(KEY, Bytes.utf8(value));
    }
}
