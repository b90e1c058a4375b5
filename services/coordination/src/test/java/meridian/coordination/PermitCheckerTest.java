package meridian.coordination;

import static meridian.coordination.Story.permits;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import meridian.coordination.RecipeNotes.Told;
import org.junit.jupiter.api.Test;

class PermitCheckerTest {
    private final Story story = new Story();
    private final List<Told> told = new ArrayList<>();

    /** Of five permits Ada has three and Bob two. Then there are only four: Cy gets his two when Ada has left. */
    private void goodRun() {
        story.put(5, "pool/permits", "0000000005 0");
        story.put(10, "pool/ada", "3");
        told.add(permits("pool/ada", 10, 3, 10));
        story.put(11, "pool/bob", "2");
        told.add(permits("pool/bob", 11, 2, 11));
        story.put(12, "pool/permits", "0000000004 11");
        story.put(13, "pool/cy", "2");
        story.delete(20, "pool/ada");
        told.add(permits("pool/cy", 13, 2, 21));
    }

    private void right() {
        new PermitChecker(story.past(), "pool", told).require();
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
    void whoever_got_them_keeps_them_when_there_are_fewer() {
        goodRun();
        told.add(permits("pool/bob", 11, 2, 14));
        right();
    }

    @Test
    void more_than_there_are_is_found() {
        goodRun();
        told.set(2, permits("pool/cy", 13, 2, 19));
        wrong("more permits were held than there are");
    }

    @Test
    void more_than_there_are_since_their_number_is_smaller_is_found() {
        goodRun();
        story.put(14, "pool/permits", "0000000003 11");
        wrong("more permits were held than there are");
        story.put(15, "pool/permits", "0000000004 11");
        right();
    }

    @Test
    void a_permit_before_anybody_said_how_many_there_are_is_found() {
        story.put(10, "pool/ada", "1");
        told.add(permits("pool/ada", 10, 1, 11));
        wrong("more permits were held than there are");
    }

    @Test
    void whoever_passes_somebody_who_waits_for_more_is_found() {
        goodRun();
        story.put(22, "pool/dora", "3");
        story.put(23, "pool/eve", "1");
        right();
        told.add(permits("pool/eve", 23, 1, 24));
        wrong("more permits were held than there are");
    }

    @Test
    void a_key_that_says_less_than_its_owner_was_told_is_found() {
        goodRun();
        story.put(22, "pool/dora", "0");
        right();
        told.add(permits("pool/dora", 22, 1, 22));
        wrong("more permits were held than there are");
    }

    @Test
    void holding_what_is_gone_is_found() {
        goodRun();
        story.delete(22, "pool/cy");
        told.add(permits("pool/cy", 13, 2, 22));
        wrong("was told to hold what was not there");
    }
}
