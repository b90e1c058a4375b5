package meridian.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchTest extends WithServedStore {
    private static List<Change> read(Watch watch, int count) throws InterruptedException {
        List<Change> changes = new ArrayList<>();
        while (changes.size() < count) {
            switch (watch.next()) {
                case WatchSignal.Changes(var more, var revision) -> {
                    assertThat(more.getLast().revision()).isEqualTo(revision);
                    changes.addAll(more);
                }
                case WatchSignal.Compacted compacted -> throw new AssertionError(compacted);
            }
        }
        return changes;
    }

    private static List<String> values(List<Change> changes) {
        return changes.stream()
                .map(change -> switch (change) {
                    case Change.Put(KeyValue entry) -> entry.value().utf8();
                    case Change.Delete(Bytes key, var _) -> "no " + key;
                })
                .toList();
    }

    @Test
    void it_tells_what_happens_after_it_was_made_and_nothing_else() throws Exception {
        client.kv().put("a/0", "before");
        try (Watch watch = client.watch(KeyRange.prefix("a/"))) {
            client.kv().put("a/1", "one");
            client.kv().put("b", "elsewhere");
            client.kv().delete("a/1");
            assertThat(values(read(watch, 2))).containsExactly("one", "no a/1");
            assertThat(watch.next(Duration.ofMillis(10))).isEmpty();
        }
    }

    @Test
    void what_one_transaction_did_comes_together() throws Exception {
        try (Watch watch = client.watch(KeyRange.prefix("a/"))) {
            client.kv()
                    .txn()
                    .then(Operation.put("a/1", "x"), Operation.put("a/2", "y"))
                    .commit();
            assertThat(watch.next())
                    .isInstanceOfSatisfying(
                            WatchSignal.Changes.class,
                            it -> assertThat(it.changes()).hasSize(2));
        }
    }

    @Test
    void it_goes_on_behind_the_last_change_when_its_node_stops() throws Exception {
        try (Watch watch = client.watch("k")) {
            List<String> written = new ArrayList<>();
            List<String> told = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                // One node after the other is away for a while; the watch is on any of them.
                if (i % 10 == 0) {
                    served.stop(i / 10 % 3);
                } else if (i % 10 == 5) {
                    served.start(i / 10 % 3);
                }
                write("v" + i, written);
                if (i % 7 == 6) {
                    told.addAll(values(read(watch, written.size() - told.size())));
                }
            }
            told.addAll(values(read(watch, written.size() - told.size())));
            assertThat(told).isEqualTo(written);
        }
    }

    private void write(String value, List<String> written) {
        try {
            client.kv().put("k", value);
        } catch (OutcomeUnknownException _) {
            boolean happened = client.kv()
                    .get("k")
                    .filter(it -> it.value().utf8().equals(value))
                    .isPresent();
            if (!happened) {
                client.kv().put("k", value);
            }
        }
        written.add(value);
    }

    @Test
    void it_says_when_what_it_should_tell_is_forgotten() throws Exception {
        long first = client.kv().put("k", "1");
        long last = client.kv().put("k", "2");
        served.store().compact(last).get(30, TimeUnit.SECONDS);
        try (Watch watch = client.watchFrom(KeyRange.key("k"), first)) {
            assertThat(watch.next()).isEqualTo(new WatchSignal.Compacted(last));
            assertThatThrownBy(watch::next).isInstanceOf(IllegalStateException.class);
        }
    }

    /** More than what client and connection hold back, so that the rest comes from the store's history. */
    @Test
    void a_slow_reader_misses_nothing() throws Exception {
        int count = 2000;
        String padding = "x".repeat(2_000);
        try (Meridian narrow = served.builder().watchBatchesMax(1).connect();
                Watch watch = narrow.watch("k")) {
            for (int i = 0; i < count; i++) {
                client.kv().put("k", i + padding);
            }
            List<String> told = values(read(watch, count));
            for (int i = 0; i < count; i++) {
                assertThat(told.get(i)).isEqualTo(i + padding);
            }
        }
    }

    @Test
    void a_listener_is_told_until_the_watch_is_closed() {
        Queue<WatchSignal> told = new ConcurrentLinkedQueue<>();
        Watch watch = client.watch(KeyRange.key("k"), told::add);
        client.kv().put("k", "v");
        Await.until("the listener was told", () -> told.size() == 1);
        watch.close();
        assertThatThrownBy(watch::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_waiting_reader_is_told_of_the_end() throws Exception {
        Watch watch = client.watch("k");
        Thread closer = Thread.ofVirtual().start(() -> {
            client.kv().put("k", "v");
            watch.close();
        });
        assertThatThrownBy(() -> {
                    while (true) {
                        watch.next();
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        closer.join();
    }
}
