package meridian.coordination;

import static meridian.coordination.CoordinationFixture.bytes;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RoundCheckerTest {
    private static final int PARTIES = 2;

    private final Story story = new Story();
    private final RecipeNotes notes = new RecipeNotes();

    /** Ada and Bob pass together; then Cy gives up, and Dora's session ends, and Eve and Finn pass. */
    private void goodRun() {
        story.put(10, "meet/ada", "2");
        story.put(10, "meet/round", "0");
        story.put(11, "meet/bob", "2");
        story.put(12, "meet/round", "11");
        leavesAs("ada", 0, 13);
        leavesAs("bob", 1, 14);
        story.put(20, "meet/cy", "2");
        story.delete(21, "meet/cy");
        story.put(21, "meet/round", "11");
        notes.leavers.add(bytes("meet/cy"));
        story.put(22, "meet/dora", "2");
        story.delete(23, "meet/dora");
        story.put(24, "meet/eve", "2");
        story.put(25, "meet/finn", "2");
        story.put(26, "meet/round", "25");
        leavesAs("finn", 1, 27);
        leavesAs("eve", 0, 28);
    }

    private void leavesAs(String who, int arrival, long revision) {
        story.delete(revision, "meet/" + who);
        pass(who, arrival);
    }

    private void pass(String who, int arrival) {
        notes.passes.add(new RecipeNotes.Pass(bytes("meet/" + who), arrival, false));
    }

    private void right() {
        new RoundChecker(story.past(), "meet", PARTIES, notes).require();
    }

    private void wrong(String message) {
        assertThatThrownBy(this::right).isInstanceOf(AssertionError.class).hasMessageContaining(message);
    }

    @Test
    void a_good_run_is_right() {
        goodRun();
        right();
    }

    @Test
    void a_session_that_ends_before_its_full_round_is_written_down_still_counts() {
        story.put(10, "meet/ada", "2");
        story.put(11, "meet/bob", "2");
        story.delete(12, "meet/bob");
        story.put(13, "meet/round", "11");
        leavesAs("ada", 0, 14);
        right();
    }

    @Test
    void a_round_that_was_never_full_is_found() {
        story.put(10, "meet/ada", "2");
        story.delete(11, "meet/ada");
        story.put(12, "meet/bob", "2");
        story.put(13, "meet/round", "12");
        leavesAs("bob", 0, 14);
        wrong("a round was complete without 2 parties");
    }

    @Test
    void a_round_of_too_many_is_found() {
        story.put(10, "meet/ada", "2");
        story.put(11, "meet/bob", "2");
        story.put(12, "meet/cy", "2");
        story.put(13, "meet/round", "12");
        wrong("a round was complete without 2 parties");
    }

    @Test
    void somebody_who_was_told_that_it_gave_up_is_missed() {
        goodRun();
        notes.leavers.add(bytes("meet/eve"));
        wrong("a round was complete without 2 parties that stay");
    }

    @Test
    void whoever_passed_but_had_gone_before_its_round_was_full_is_found() {
        goodRun();
        pass("dora", 0);
        wrong("went through early");
    }

    @Test
    void whoever_goes_before_its_round_is_written_down_is_found() {
        story.put(10, "meet/ada", "2");
        story.put(11, "meet/bob", "2");
        leavesAs("ada", 0, 12);
        wrong("went through early");
        story.put(13, "meet/round", "11");
        wrong("went through early");
    }

    @Test
    void two_who_passed_as_the_same_are_found() {
        goodRun();
        notes.passes.removeLast();
        pass("eve", 1);
        wrong("the order of a round is wrong");
    }

    @Test
    void a_round_that_goes_back_is_found() {
        goodRun();
        story.put(30, "meet/round", "11");
        wrong("a round ended before the one before it");
    }
}
