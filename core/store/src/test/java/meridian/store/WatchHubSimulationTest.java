package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import meridian.base.Bytes;
import meridian.testkit.SeededRandomness;
import meridian.testkit.Seeds;
import meridian.testkit.Simulation;
import meridian.testkit.WatchChecker;
import org.junit.jupiter.api.Test;

/**
 * Watchers that come, go, are slow and fast, under writes, compactions and replaced states, with queues so short that
 * everybody falls behind now and then: each must hear all of its events, in order, once, whole revisions only.
 */
class WatchHubSimulationTest {
    private static final StoreConfig.Watches TINY = new StoreConfig.Watches(50, 6, 1_500, 6_000, 12, 4_000);
    private static final List<String> KEYS = List.of("a", "ab", "abc", "b", "ba", "c");

    @Test
    void every_watcher_hears_its_history_ordered_unique_and_without_gaps() {
        Seeds.forEach(Seeds.of(60), seed -> new World(seed).run());
    }

    private static final class World {
        private final Simulation simulation;
        private final SeededRandomness randomness;
        private final RememberedHistory history = new RememberedHistory();
        private final WatchHub hub;
        private final List<Follower> followers = new ArrayList<>();

        World(long seed) {
            simulation = new Simulation(seed);
            randomness = simulation.fork();
            hub = new WatchHub(history, new SimulatedThreads(simulation), TINY);
        }

        void run() {
            for (int i = 0; i < 600; i++) {
                step();
                simulation.runFor(randomness.between(Duration.ZERO, Duration.ofMillis(3)));
            }
            simulation.runFor(Duration.ofSeconds(1));
            followers.forEach(Follower::finish);
        }

        private void step() {
            switch (randomness.nextInt(12)) {
                case 0 -> follow();
                case 1 ->
                    followers.stream().filter(_ -> randomness.chance(0.05)).forEach(Follower::close);
                case 2 -> compact();
                case 3 -> replace();
                case 4, 5, 6 ->
                    followers.stream().filter(_ -> randomness.chance(0.3)).forEach(Follower::poll);
                default -> apply();
            }
        }

        private void follow() {
            KeyRange range = randomness.pick(List.of(
                    KeyRange.ALL,
                    KeyRange.single(key()),
                    KeyRange.prefix(key()),
                    KeyRange.from(key()),
                    new KeyRange(key(), key())));
            long now = history.revision();
            long start = randomness.chance(0.5) ? 0 : randomness.between(Math.max(1, now - 10), now + 5);
            boolean both = randomness.chance(0.7);
            boolean puts = both || randomness.chance(0.5);
            followers.add(
                    new Follower(this, new WatchQuery(range, start, puts, both || !puts, randomness.chance(0.5))));
        }

        private Bytes key() {
            return Bytes.utf8(randomness.pick(KEYS));
        }

        private List<WatchEvent> writeEntry() {
            List<WatchEvent> entry = new ArrayList<>();
            for (int i = randomness.nextInt(4); i > 0; i--) {
                String[] keys = IntStream.rangeClosed(0, randomness.nextInt(3))
                        .mapToObj(j -> (randomness.chance(0.3) ? "-" : "") + KEYS.get(2 * j + randomness.nextInt(2)))
                        .toArray(String[]::new);
                entry.addAll(history.write(keys));
            }
            return entry;
        }

        /** Somebody may come between the question what is wanted and the change. */
        private void apply() {
            boolean withPrevious = hub.wantsPrevious();
            if (randomness.chance(0.1)) {
                follow();
            }
            List<WatchEvent> entry = new EventFilter(true, true, withPrevious).apply(writeEntry());
            hub.applied(new AppliedListener.Changes(history.revision(), 1, entry, withPrevious, List.of(), List.of()));
        }

        private void compact() {
            long target = history.revision() - randomness.nextInt(40);
            history.compact(Math.max(history.compacted(), target));
        }

        private void replace() {
            if (randomness.chance(0.2)) {
                for (int i = randomness.nextInt(10); i > 0; i--) {
                    writeEntry();
                }
                if (randomness.chance(0.3)) {
                    history.compact(history.revision());
                }
                hub.replaced();
            }
        }
    }

    /** An owner of a watcher, who polls when called and also when not. */
    private static final class Follower {
        private final World world;
        private final WatchQuery query;
        private final Watcher watcher;
        private final List<WatchChecker.Batch<WatchEvent>> batches = new ArrayList<>();
        private boolean closed;
        private boolean waits;

        Follower(World world, WatchQuery query) {
            this.world = world;
            this.query = query;
            this.watcher = world.hub.watch(query, _ -> waits = false);
        }

        boolean poll() {
            if (closed) {
                return false;
            }
            Watcher.Batch batch = watcher.poll(world.randomness.nextInt(1_000));
            waits = batch.events().isEmpty();
            batches.add(new WatchChecker.Batch<>(batch.events(), batch.revision()));
            return !batch.events().isEmpty();
        }

        void close() {
            closed = true;
            watcher.close();
        }

        void finish() {
            boolean wasCalled = !waits || watcher.ending().isPresent();
            while (poll()) {
                assertThat(wasCalled).as("called for what waits since").isTrue();
            }
            long start = query.startRevision() == 0 ? watcher.createdRevision() + 1 : query.startRevision();
            EventFilter filter = EventFilter.of(query);
            List<WatchEvent> truth = filter.apply(world.history.events().stream()
                    .filter(event -> query.range().contains(event.keyValue().key()))
                    .toList());
            new WatchChecker<>(WatchEvent::revision, truth).require(start, batches);
            if (watcher.ending().isEmpty() && !closed) {
                assertThat(batches.getLast().upTo()).isEqualTo(world.history.revision());
            }
        }
    }
}
