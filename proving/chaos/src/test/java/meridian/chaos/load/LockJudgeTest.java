package meridian.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import meridian.base.Bytes;
import meridian.testkit.LockChecker;
import meridian.testkit.LockChecker.Ending;
import org.junit.jupiter.api.Test;

class LockJudgeTest {
    private static final Bytes LINE = Bytes.utf8("job/");
    private static final Bytes GUARDED = Bytes.utf8("guarded");
    private static final Bytes ADA = Bytes.utf8("job/ada");
    private static final Bytes BOB = Bytes.utf8("job/bob");

    private final LockNotes notes = new LockNotes(new Timeline(() -> 0));
    private final List<Change> history = new ArrayList<>();
    private long clock;

    private void comes(Bytes key, long revision) {
        history.add(new Change(revision, key, Bytes.EMPTY, 1));
    }

    private void goes(Bytes key, long revision) {
        history.add(new Change(revision, key, Bytes.EMPTY, 0));
    }

    private void told(Bytes key, long fence, long revision) {
        notes.add(new LockChecker.Held(key.toUtf8(), key, fence, revision, clock++, clock++));
    }

    private void wrote(long fence, String text, Ending ending) {
        notes.add(new LockChecker.Write(fence, Bytes.utf8(fence + " " + text), ending), 0);
    }

    private void written(long fence, String text, long revision) {
        history.add(new Change(revision, GUARDED, Bytes.utf8(fence + " " + text), 1));
    }

    private List<String> wrong() {
        return new LockJudge(notes, history, LINE, GUARDED)
                .judge(1).stream()
                        .filter(finding -> !finding.isGood())
                        .map(Finding::checker)
                        .toList();
    }

    /** Ada holds from 10 to 15, then Bob; each writes, and Ada once more with her stale fence, in vain. */
    private void goodRun() {
        comes(ADA, 10);
        comes(BOB, 11);
        told(ADA, 10, 10);
        written(10, "a", 12);
        wrote(10, "a", Ending.DONE);
        goes(ADA, 15);
        told(BOB, 11, 15);
        wrote(10, "stale", Ending.REFUSED);
        written(11, "b", 17);
        wrote(11, "b", Ending.DONE);
    }

    @Test
    void a_good_run_has_nothing_wrong() {
        goodRun();
        assertThat(wrong()).isEmpty();
    }

    @Test
    void a_smaller_fence_than_an_earlier_one_is_found() {
        goodRun();
        told(ADA, 10, 12);
        assertThat(wrong()).containsExactly("fences grow");
    }

    @Test
    void a_lock_that_was_given_to_somebody_who_had_left_is_found() {
        goodRun();
        comes(Bytes.utf8("job/eve"), 18);
        goes(Bytes.utf8("job/eve"), 19);
        told(Bytes.utf8("job/eve"), 18, 20);
        assertThat(wrong()).containsExactly("who was told to hold did");
    }

    @Test
    void a_lock_that_was_given_to_somebody_who_still_waited_is_found() {
        comes(ADA, 10);
        comes(BOB, 11);
        told(BOB, 11, 12);
        written(11, "b", 13);
        wrote(11, "b", Ending.DONE);
        wrote(7, "stale", Ending.REFUSED);
        assertThat(wrong()).containsExactly("who was told to hold did", "only the holder writes");
    }

    @Test
    void a_stale_holders_write_is_found() {
        goodRun();
        written(10, "late", 20);
        wrote(10, "late", Ending.UNKNOWN);
        assertThat(wrong()).containsExactly("only the holder writes");
    }

    @Test
    void writes_that_did_not_end_as_told_are_found() {
        goodRun();
        wrote(11, "lost", Ending.DONE);
        assertThat(wrong()).containsExactly("writes ended as told");
        notes.add(new LockChecker.Write(11, Bytes.utf8("11 b"), Ending.REFUSED), 0);
        assertThat(wrong()).containsExactly("writes ended as told");
    }

    @Test
    void a_run_in_which_nothing_happened_proves_nothing() {
        assertThat(wrong()).containsExactly("the lock was got often enough");
    }
}
