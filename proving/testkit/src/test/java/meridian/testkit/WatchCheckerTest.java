package meridian.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import meridian.testkit.WatchChecker.Batch;
import org.junit.jupiter.api.Test;

class WatchCheckerTest {
    private static final Event A1 = new Event("a", 1);
    private static final Event A2 = new Event("a", 2);
    private static final Event B2 = new Event("b", 2);
    private static final Event A4 = new Event("a", 4);

    private final WatchChecker<Event> checker = new WatchChecker<>(Event::revision, List.of(A1, A2, B2, A4));

    private record Event(String key, long revision) {}

    @Test
    void all_in_order_is_right() {
        checker.require(1, List.of(batch(1, A1), batch(3, A2, B2), batch(3), batch(4, A4)));
        checker.require(2, List.of(batch(2, A2, B2)));
        checker.require(3, List.of());
        checker.require(1, List.of(batch(4, A1, A2, B2, A4)));
    }

    @Test
    void a_gap_is_found_out() {
        wrong("left out", List.of(batch(1, A1), batch(2, A2)));
        wrong("where Event[key=a, revision=2] belongs", List.of(batch(1, A1), batch(4, A4)));
    }

    @Test
    void a_bookmark_that_promises_too_much_is_found_out() {
        wrong("left out", List.of(batch(1, A1), batch(4)));
        wrong("told after all up to 2 had been told", List.of(batch(2, A1, A2), batch(4, B2, A4)));
        wrong("in a batch up to 1", List.of(batch(1, A1, A2, B2)));
    }

    @Test
    void a_revision_must_not_be_torn() {
        wrong("told after all up to 2", List.of(batch(2, A1, A2), batch(2, B2)));
    }

    @Test
    void what_comes_twice_or_backwards_is_found_out() {
        wrong("told twice", List.of(batch(1, A1), batch(2, A1, A2, B2)));
        wrong("told behind revision 2", List.of(batch(2, A2, B2, A1)));
    }

    @Test
    void what_is_older_than_asked_for_is_found_out() {
        assertThatThrownBy(() -> checker.require(2, List.of(batch(2, A1, A2, B2))))
                .hasMessageContaining("told after all up to 1 had been told");
    }

    @Test
    void a_watch_that_resumes_goes_on_where_the_other_stopped() {
        checker.require(1, List.of(batch(1, A1)));
        checker.require(2, List.of(batch(2, A2, B2), batch(4, A4)));
        assertThatThrownBy(() -> checker.require(2, List.of(batch(4, A4))))
                .hasMessageContaining("where Event[key=a, revision=2] belongs");
    }

    @Test
    void what_never_happened_is_found_out() {
        wrong("where nothing belongs", List.of(batch(4, A1, A2, B2, A4, new Event("c", 4))));
    }

    private void wrong(String message, List<Batch<Event>> batches) {
        assertThatThrownBy(() -> checker.require(1, batches))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message);
    }

    private static Batch<Event> batch(long upTo, Event... events) {
        return new Batch<>(List.of(events), upTo);
    }
}
