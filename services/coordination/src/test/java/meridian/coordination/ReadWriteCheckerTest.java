package meridian.coordination;

import static meridian.coordination.CoordinationFixture.bytes;
import static meridian.coordination.Story.alone;
import static meridian.coordination.Story.shared;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import meridian.coordination.RecipeNotes.Told;
import org.junit.jupiter.api.Test;

class ReadWriteCheckerTest {
    private static final String SHARES = "meridian:shared";
    private static final String BOTH = "meridian:both";

    private final Story story = new Story();
    private final List<Told> told = new ArrayList<>();

    /** Ada has it alone, then Bob and Cy share it, then Dora has it alone, goes down and shares it with Eve. */
    private void goodRun() {
        story.put(10, "doc/ada", "");
        told.add(alone("doc/ada", 10, 10));
        story.put(11, "doc/bob", SHARES);
        story.put(12, "doc/cy", SHARES);
        story.put(13, "doc/dora", "");
        story.put(14, "doc/eve", SHARES);
        story.delete(15, "doc/ada");
        told.add(shared("doc/cy", 12, 16));
        told.add(shared("doc/bob", 11, 17));
        story.delete(18, "doc/bob");
        story.delete(19, "doc/cy");
        told.add(alone("doc/dora", 13, 20));
        story.put(21, "doc/dora", BOTH);
        told.add(shared("doc/dora", 13, 21));
        story.put(22, "doc/dora", SHARES);
        told.add(shared("doc/eve", 14, 22));
    }

    private void right() {
        new ReadWriteChecker(story.past(), bytes("doc/"), told).require();
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
    void a_reader_beside_a_writer_is_found() {
        goodRun();
        told.add(shared("doc/bob", 11, 12));
        wrong("one has it alone while another holds it");
    }

    @Test
    void a_reader_beside_one_who_has_both_sides_is_found() {
        goodRun();
        told.add(shared("doc/eve", 14, 21));
        wrong("one has it alone while another holds it");
    }

    @Test
    void a_writer_beside_readers_is_found() {
        goodRun();
        told.add(alone("doc/dora", 13, 18));
        wrong("one has it alone while another holds it");
    }

    @Test
    void a_writer_beside_a_writer_is_found() {
        goodRun();
        told.add(alone("doc/dora", 13, 14));
        wrong("one has it alone while another holds it");
    }

    @Test
    void holding_what_is_gone_is_found() {
        goodRun();
        story.delete(23, "doc/eve");
        told.add(shared("doc/eve", 14, 23));
        wrong("was told to hold what it had not");
    }

    @Test
    void holding_by_a_key_that_was_made_anew_is_found() {
        goodRun();
        story.delete(23, "doc/eve");
        story.put(24, "doc/eve", SHARES);
        told.add(shared("doc/eve", 14, 25));
        wrong("was told to hold what it had not");
    }

    @Test
    void holding_the_other_side_is_found() {
        story.put(10, "doc/ada", "");
        told.add(shared("doc/ada", 10, 11));
        wrong("was told to hold what it had not");
        told.set(0, alone("doc/ada", 10, 11));
        right();
        story.put(12, "doc/ada", SHARES);
        told.add(alone("doc/ada", 10, 12));
        wrong("was told to hold what it had not");
    }

    @Test
    void whoever_passes_somebody_who_was_told_nothing_is_found() {
        story.put(10, "doc/ada", SHARES);
        told.add(shared("doc/ada", 10, 10));
        story.put(11, "doc/bob", "");
        story.put(12, "doc/cy", SHARES);
        right();
        told.add(shared("doc/cy", 12, 12));
        wrong("was let in before it was its turn");
        story.delete(13, "doc/bob");
        told.set(1, shared("doc/cy", 12, 13));
        right();
    }
}
