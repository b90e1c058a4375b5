package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import meridian.base.Bytes;
import meridian.base.Limit;
import meridian.testkit.Simulation;
import org.junit.jupiter.api.Test;

class WatchHubTest {
    private static final int PLENTY = 1 << 20;
    private static final StoreConfig.Watches SMALL = new StoreConfig.Watches(100, 4, 10_000, 1_000_000, 8, 100_000);

    private final Simulation simulation = new Simulation(1);
    private final RememberedHistory history = new RememberedHistory();
    private final List<Watcher> called = new ArrayList<>();
    private WatchHub hub = new WatchHub(history, new SimulatedThreads(simulation), SMALL);

    @Test
    void a_new_watcher_hears_what_comes_after_it() {
        write("a");
        Watcher watcher = watch("a");
        assertThat(watcher.createdRevision()).isEqualTo(2);
        assertThat(watcher.poll(PLENTY)).isEqualTo(new Watcher.Batch(List.of(), 2));
        write("a", "b");
        settle();
        assertThat(keys(watcher.poll(PLENTY))).containsExactly("a@3");
        assertThat(history.reads()).isZero();
    }

    @Test
    void a_hungry_watcher_is_called_once_and_again_only_after_an_empty_batch() {
        Watcher watcher = watch("a");
        settle();
        write("a");
        write("a");
        settle();
        assertThat(called).containsExactly(watcher);
        watcher.poll(PLENTY);
        write("a");
        settle();
        assertThat(called).hasSize(1);
        watcher.poll(PLENTY);
        watcher.poll(PLENTY);
        write("a");
        settle();
        assertThat(called).hasSize(2);
    }

    @Test
    void nobody_is_called_for_what_does_not_concern_him() {
        watch("a");
        settle();
        write("b");
        settle();
        assertThat(called).isEmpty();
    }

    @Test
    void the_bookmark_of_an_idle_watcher_moves_on_with_the_hub() {
        Watcher watcher = watch("a");
        settle();
        write("b");
        assertThat(watcher.poll(PLENTY).revision()).isEqualTo(1);
        settle();
        assertThat(watcher.poll(PLENTY).revision()).isEqualTo(2);
    }

    @Test
    void a_start_in_the_past_is_served_from_the_history_first() {
        write("a");
        write("b");
        write("a");
        Watcher watcher = hub.watch(query("a", 2), called::add);
        assertThat(watcher.isReadyInMemory()).isFalse();
        assertThat(keys(watcher.poll(PLENTY))).containsExactly("a@2", "a@4");
        assertThat(watcher.isReadyInMemory()).isTrue();
        write("a");
        settle();
        assertThat(keys(watcher.poll(PLENTY))).containsExactly("a@5");
    }

    @Test
    void a_watcher_with_history_to_read_is_called_though_it_never_polled() {
        write("a");
        Watcher watcher = hub.watch(query("a", 2), called::add);
        settle();
        assertThat(called).containsExactly(watcher);
    }

    @Test
    void a_start_in_the_future_skips_what_comes_before_it() {
        Watcher watcher = hub.watch(query("a", 4), called::add);
        settle();
        write("a");
        write("a");
        settle();
        assertThat(called).isEmpty();
        assertThat(watcher.poll(PLENTY)).isEqualTo(new Watcher.Batch(List.of(), 3));
        write("a");
        settle();
        assertThat(keys(watcher.poll(PLENTY))).containsExactly("a@4");
    }

    @Test
    void a_start_before_the_compaction_ends_the_watcher() {
        write("a");
        write("a");
        history.compact(3);
        Watcher watcher = hub.watch(query("a", 2), called::add);
        assertThat(watcher.poll(PLENTY).events()).isEmpty();
        assertThat(watcher.ending()).contains(new StoreError.Compacted(3));
        assertThat(watcher.isReadyInMemory()).isTrue();
        settle();
        assertThat(called).contains(watcher);
    }

    @Test
    void a_slow_watcher_reads_the_history_and_then_goes_on_live() {
        Watcher watcher = watch("a");
        settle();
        for (int i = 0; i < 10; i++) {
            write("a");
            settle();
        }
        assertThat(watcher.isReadyInMemory()).isFalse();
        assertThat(all(watcher)).containsExactly(expected("a", 2, 11));
        assertThat(watcher.isReadyInMemory()).isTrue();
        int reads = history.reads();
        write("a");
        settle();
        assertThat(keys(watcher.poll(PLENTY))).containsExactly("a@12");
        assertThat(history.reads()).isEqualTo(reads);
    }

    @Test
    void a_slow_watcher_ends_when_the_compaction_passes_it() {
        Watcher watcher = watch("a");
        settle();
        for (int i = 0; i < 10; i++) {
            write("a");
            settle();
        }
        history.compact(8);
        assertThat(watcher.poll(PLENTY).events()).isEmpty();
        assertThat(watcher.ending()).contains(new StoreError.Compacted(8));
    }

    @Test
    void an_idle_watcher_survives_compactions_and_overflows_since() {
        Watcher watcher = watch("a");
        settle();
        for (int i = 0; i < 10; i++) {
            write("b");
            settle();
        }
        history.compact(11);
        for (int i = 0; i < 10; i++) {
            write("a");
            settle();
        }
        assertThat(all(watcher)).containsExactly(expected("a", 12, 21));
        assertThat(watcher.ending()).isEmpty();
    }

    @Test
    void a_hub_that_falls_behind_reads_the_history_once_for_all() {
        Watcher first = watch("a");
        Watcher second = watch("a");
        settle();
        for (int i = 0; i < 4; i++) {
            write("a", "b", "c");
        }
        settle();
        assertThat(history.reads()).isEqualTo(1);
        assertThat(keys(first.poll(PLENTY))).containsExactly(expected("a", 2, 5));
        assertThat(keys(second.poll(PLENTY))).containsExactly(expected("a", 2, 5));
        assertThat(history.reads()).isEqualTo(1);
    }

    @Test
    void after_a_new_state_came_from_elsewhere_nothing_is_missing() {
        Watcher watcher = watch("a");
        settle();
        history.write("a");
        history.write("a");
        hub.replaced();
        settle();
        assertThat(all(watcher)).containsExactly("a@2", "a@3");
    }

    @Test
    void after_a_new_state_whose_history_is_short_a_watcher_ends() {
        Watcher watcher = watch("a");
        settle();
        history.write("a");
        history.write("a");
        history.compact(3);
        hub.replaced();
        settle();
        assertThat(called).containsExactly(watcher);
        assertThat(watcher.poll(PLENTY).events()).isEmpty();
        assertThat(watcher.ending()).contains(new StoreError.Compacted(3));
    }

    @Test
    void a_batch_has_whole_revisions_however_small_it_should_be() {
        Watcher watcher = hub.watch(query(KeyRange.ALL, 0, true), called::add);
        settle();
        write("a", "b");
        write("c");
        settle();
        Watcher.Batch first = watcher.poll(1);
        assertThat(keys(first)).containsExactly("a@2", "b@2");
        assertThat(first.revision()).isEqualTo(2);
        assertThat(keys(watcher.poll(1))).containsExactly("c@3");
    }

    @Test
    void what_was_there_before_is_wanted_only_while_somebody_asks_for_it() {
        assertThat(hub.wantsPrevious()).isFalse();
        Watcher without = hub.watch(query(KeyRange.ALL, 0, false), called::add);
        assertThat(hub.wantsPrevious()).isFalse();
        Watcher with = hub.watch(query(KeyRange.ALL, 0, true), called::add);
        assertThat(hub.wantsPrevious()).isTrue();
        with.close();
        without.close();
        assertThat(hub.wantsPrevious()).isFalse();
    }

    @Test
    void a_watcher_that_came_too_late_to_ask_gets_what_was_there_before_from_the_history() {
        Watcher watcher = hub.watch(query(KeyRange.ALL, 0, true), called::add);
        List<WatchEvent> events = new EventFilter(true, true, false).apply(history.write("a"));
        hub.applied(new AppliedListener.Changes(history.revision(), 1, events, false, List.of(), List.of()));
        settle();
        assertThat(watcher.poll(PLENTY).events())
                .singleElement()
                .satisfies(event -> assertThat(event.previous()).isPresent());
    }

    @Test
    void revisions_of_one_entry_can_come_in_several_batches() {
        Watcher watcher = hub.watch(query(KeyRange.ALL, 0, true), called::add);
        settle();
        List<WatchEvent> entry = new ArrayList<>(history.write("a"));
        entry.addAll(history.write("b"));
        entry.addAll(history.write("c"));
        hub.applied(new AppliedListener.Changes(history.revision(), 1, entry, true, List.of(), List.of()));
        settle();
        assertThat(keys(watcher.poll(1))).containsExactly("a@2");
        assertThat(keys(watcher.poll(PLENTY))).containsExactly("b@3", "c@4");
    }

    @Test
    void filters_leave_out_puts_deletions_and_previous_values() {
        Watcher puts = hub.watch(new WatchQuery(KeyRange.ALL, 0, true, false, false), called::add);
        Watcher deletions = hub.watch(new WatchQuery(KeyRange.ALL, 0, false, true, true), called::add);
        settle();
        write("a", "-b");
        settle();
        assertThat(puts.poll(PLENTY).events()).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(WatchEvent.Kind.PUT);
            assertThat(event.previous()).isEmpty();
        });
        assertThat(deletions.poll(PLENTY).events()).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(WatchEvent.Kind.DELETE);
            assertThat(event.previous()).isPresent();
        });
    }

    @Test
    void watchers_of_the_same_range_share_their_events() {
        Watcher first = watch("a");
        Watcher second = watch("a");
        settle();
        write("a");
        settle();
        assertThat(first.poll(PLENTY).events()).isSameAs(second.poll(PLENTY).events());
    }

    @Test
    void a_closed_watcher_hears_nothing_more() {
        Watcher watcher = watch("a");
        settle();
        watcher.close();
        watcher.close();
        write("a");
        settle();
        assertThat(called).isEmpty();
        assertThat(watcher.poll(PLENTY).events()).isEmpty();
        assertThat(watcher.ending()).isEmpty();
    }

    @Test
    void one_watcher_too_many_is_refused_until_another_one_goes() {
        hub = new WatchHub(
                history,
                new SimulatedThreads(simulation),
                new StoreConfig.Watches(1, 4, 10_000, 1_000_000, 8, 100_000));
        Watcher first = watch("a");
        Watcher second = watch("a");
        assertThat(second.ending())
                .contains(new StoreError.TooManyRequests(new Limit("store.watches.watchers-max", 1)));
        settle();
        assertThat(called).containsExactly(second);
        second.close();
        first.close();
        assertThat(watch("a").ending()).isEmpty();
    }

    @Test
    void what_was_written_while_nobody_watched_does_not_reach_the_next_one() {
        Watcher first = watch("a");
        settle();
        first.close();
        settle();
        write("a");
        Watcher second = watch("a");
        settle();
        write("a");
        settle();
        assertThat(keys(second.poll(PLENTY))).containsExactly("a@3");
        assertThat(history.reads()).isZero();
    }

    @Test
    void a_hub_that_nobody_used_begins_where_the_first_watcher_does() {
        for (int i = 0; i < 10; i++) {
            write("a");
        }
        history.compact(11);
        Watcher watcher = watch("a");
        settle();
        for (int i = 0; i < 4; i++) {
            write("a", "b", "c");
        }
        settle();
        assertThat(watcher.isReadyInMemory()).isTrue();
        assertThat(all(watcher)).containsExactly(expected("a", 12, 15));
    }

    @Test
    void what_is_dispatched_while_a_watcher_is_being_made_is_not_lost() {
        RacingHistory racing = new RacingHistory();
        hub = new WatchHub(racing, new SimulatedThreads(simulation), SMALL);
        watch("a");
        settle();
        racing.afterLook = () -> {
            write("a");
            settle();
        };
        Watcher watcher = watch("a");
        assertThat(watcher.createdRevision()).isEqualTo(1);
        racing.afterLook = () -> {};
        settle();
        assertThat(all(watcher)).containsExactly("a@2");
    }

    @Test
    void a_listener_that_fails_does_not_keep_others_from_theirs() {
        hub.watch(query("a", 0), _ -> {
            throw new IllegalStateException("this listener fails");
        });
        Watcher other = watch("a");
        settle();
        write("a");
        settle();
        assertThat(called).containsExactly(other);
    }

    @Test
    void a_history_that_cannot_be_read_for_a_while_costs_nobody_an_event() {
        RacingHistory failing = new RacingHistory();
        hub = new WatchHub(failing, new SimulatedThreads(simulation), SMALL);
        Watcher watcher = watch("a");
        settle();
        failing.failures = 2;
        for (int i = 0; i < 4; i++) {
            write("a", "b", "c");
        }
        settle();
        write("a");
        simulation.runFor(Duration.ofSeconds(5));
        assertThat(failing.failures).isZero();
        assertThat(all(watcher)).containsExactly(expected("a", 2, 6));
    }

    @Test
    void a_closed_hub_reads_no_history_any_more() {
        write("a");
        Watcher watcher = hub.watch(query("a", 2), called::add);
        hub.close();
        assertThat(watcher.poll(PLENTY).events()).isEmpty();
        assertThat(history.reads()).isZero();
    }

    /** Something happens between the look at the newest revision and what is done with it. */
    private final class RacingHistory implements History {
        private Runnable afterLook = () -> {};
        private int failures;

        @Override
        public long revision() {
            long revision = history.revision();
            afterLook.run();
            return revision;
        }

        @Override
        public Reply<Watcher.Batch> changes(long fromRevision, KeyRange range, boolean withPrevious, int maxBytes) {
            if (failures > 0) {
                failures--;
                throw new IllegalStateException("the disk fails");
            }
            return history.changes(fromRevision, range, withPrevious, maxBytes);
        }
    }

    @Test
    void ten_thousand_watchers_of_one_key_and_of_as_many_prefixes_each_hear_theirs() {
        hub = new WatchHub(history, new SimulatedThreads(simulation), StoreConfig.DEFAULT.watches());
        List<Watcher> same =
                IntStream.range(0, 10_000).mapToObj(_ -> watch("p/77/x")).toList();
        List<Watcher> different = IntStream.range(0, 10_000)
                .mapToObj(i -> hub.watch(query(KeyRange.prefix(Bytes.utf8("p/" + i + "/")), 0, true), called::add))
                .toList();
        settle();
        write("p/77/x");
        settle();
        assertThat(called).hasSize(10_001);
        assertThat(same)
                .allSatisfy(watcher -> assertThat(keys(watcher.poll(PLENTY))).containsExactly("p/77/x@2"));
        assertThat(keys(different.get(77).poll(PLENTY))).containsExactly("p/77/x@2");
        assertThat(different.get(7).poll(PLENTY).events()).isEmpty();
        assertThat(history.reads()).isZero();
    }

    private Watcher watch(String key) {
        return hub.watch(query(key, 0), called::add);
    }

    private static WatchQuery query(String key, long start) {
        return query(KeyRange.single(Bytes.utf8(key)), start, true);
    }

    private static WatchQuery query(KeyRange range, long start, boolean withPrevious) {
        return new WatchQuery(range, start, true, true, withPrevious);
    }

    private void write(String... keys) {
        List<WatchEvent> events = history.write(keys);
        hub.applied(new AppliedListener.Changes(history.revision(), 1, events, true, List.of(), List.of()));
    }

    private void settle() {
        simulation.runFor(Duration.ofSeconds(1));
    }

    private static List<String> all(Watcher watcher) {
        List<String> found = new ArrayList<>();
        for (Watcher.Batch batch = watcher.poll(PLENTY); !batch.events().isEmpty(); batch = watcher.poll(PLENTY)) {
            found.addAll(keys(batch));
        }
        return found;
    }

    private static List<String> keys(Watcher.Batch batch) {
        return batch.events().stream()
                .map(event -> event.keyValue().key().toUtf8() + "@" + event.revision())
                .toList();
    }

    private static String[] expected(String key, int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> key + "@" + i).toArray(String[]::new);
    }
}
