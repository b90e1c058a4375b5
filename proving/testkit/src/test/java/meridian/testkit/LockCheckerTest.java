package meridian.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import meridian.base.Bytes;
import meridian.testkit.LockChecker.Ending;
import meridian.testkit.LockChecker.Event;
import meridian.testkit.LockChecker.Held;
import meridian.testkit.LockChecker.Write;
import org.junit.jupiter.api.Test;

class LockCheckerTest {
    private static final Bytes ADA = Bytes.utf8("ada");
    private static final Bytes BOB = Bytes.utf8("bob");

    private final List<Held> holds = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private long clock;

    private void told(Bytes key, long fence, long revision) {
        holds.add(new Held(key.toUtf8(), key, fence, revision, clock++, clock++));
    }

    private void wrote(long fence, String text, Ending ending) {
        writes.add(new Write(fence, Bytes.utf8(text), ending));
    }

    private void written(long fence, String text, long revision) {
        events.add(new Event.Written(fence, Bytes.utf8(text), revision));
    }

    /** Ada holds from 10 to 15, then Bob; each writes, and Ada once more with her stale fence, in vain. */
    private void goodRun() {
        events.add(new Event.Came(ADA, 10));
        events.add(new Event.Came(BOB, 11));
        told(ADA, 10, 10);
        written(10, "a", 12);
        wrote(10, "a", Ending.DONE);
        events.add(new Event.Gone(ADA, 15));
        told(BOB, 11, 15);
        wrote(10, "stale", Ending.REFUSED);
        wrote(10, "nobody knows", Ending.UNKNOWN);
        written(11, "b", 17);
        wrote(11, "b", Ending.UNKNOWN);
    }

    private void wrong(String message) {
        assertThatThrownBy(() -> new LockChecker(holds, writes, events).require())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_good_run_is_right() {
        goodRun();
        new LockChecker(holds, writes, events).require();
    }

    @Test
    void a_fence_that_does_not_grow_is_found() {
        goodRun();
        events.add(new Event.Gone(BOB, 18));
        told(ADA, 9, 18);
        wrong("a smaller fence came later");
    }

    @Test
    void two_holdings_with_the_same_fence_are_found() {
        goodRun();
        told(BOB, 11, 16);
        wrong("two were told the same fence");
    }

    @Test
    void holds_at_the_same_time_may_be_told_in_any_order() {
        goodRun();
        Held first = holds.getFirst();
        holds.set(0, new Held("ada", ADA, 10, 10, 0, 100));
        holds.addLast(holds.removeFirst());
        new LockChecker(holds, writes, events).require();
        holds.set(1, first);
        new LockChecker(holds, writes, events).require();
    }

    @Test
    void a_lock_that_was_given_to_somebody_who_still_waits_is_found() {
        events.add(new Event.Came(ADA, 10));
        events.add(new Event.Came(BOB, 11));
        told(BOB, 11, 12);
        wrong("was told to hold while the holder was 10");
    }

    @Test
    void a_lock_that_was_given_to_somebody_who_had_left_is_found() {
        events.add(new Event.Came(ADA, 10));
        events.add(new Event.Gone(ADA, 11));
        told(ADA, 10, 11);
        wrong("was told to hold while the holder was 0");
    }

    @Test
    void a_stale_holders_write_is_found() {
        goodRun();
        written(10, "late", 20);
        wrong("written while the holder was 11");
    }

    @Test
    void a_write_that_did_not_end_as_told_is_found() {
        goodRun();
        wrote(11, "lost", Ending.DONE);
        wrong("was done, but is not there");
        writes.removeLast();
        wrote(11, "b", Ending.REFUSED);
        wrong("was refused, but is there");
    }
}
