package meridian.coordination;

import static meridian.coordination.CoordinationFixture.bytes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.store.KeyValue;
import meridian.store.SimulatedStores;
import meridian.store.Store;
import meridian.store.WatchEvent;
import meridian.testkit.SeededRandomness;
import meridian.testkit.Simulation;

/** Users of one lock on three simulated nodes, from the first trouble to the last check. */
final class LockRun implements AutoCloseable {
    static final Bytes LOCK = bytes("job");
    static final Bytes LINE = bytes("job/");
    static final Bytes GUARDED = bytes("guarded");

    private static final int USERS = 5;
    private static final Duration TROUBLE = Duration.ofSeconds(60);
    private static final Duration PEACE_MAX = Duration.ofSeconds(60);
    private static final int HOLDS_MIN = 5;

    private final Simulation simulation;
    private final SimulatedStores stores;
    private final SeededRandomness randomness;
    private final Map<SimulatedStores.Life, Coordination> coordinations = new HashMap<>();
    private final List<LockUser> users = new ArrayList<>();
    private final List<Held> holds = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();

    /** @param bug put between the stores and the recipes; for tests of this test */
    LockRun(long seed, Path folder, UnaryOperator<Store> bug, boolean guarded) {
        simulation = new Simulation(seed);
        stores = new SimulatedStores(
                simulation,
                folder,
                (_, life) -> coordinations.put(
                        life,
                        new Coordination(
                                bug.apply(life.store()),
                                CoordinationConfig.DEFAULT,
                                new SimulatedThreads(life),
                                simulation.fork())));
        randomness = simulation.fork();
        for (int i = 0; i < USERS; i++) {
            users.add(new LockUser(this, simulation, stores, guarded));
        }
    }

    /** @param header the revision at which it was seen to hold */
    record Held(LockUser user, Hold hold, long header, Duration asked, Duration answered) {}

    /** @param done false when it was refused; what is unknown is not noted */
    record Write(Bytes value, boolean done) {}

    private record SimulatedThreads(SimulatedStores.Life life) implements Threads {
        @Override
        public Executor lines() {
            return life::soon;
        }

        @Override
        public Runnable later(Duration pause, Runnable action) {
            life.later(pause, action);
            return () -> {};
        }

        @Override
        public void close() {}
    }

    Coordination coordination(NodeId node) {
        return Optional.ofNullable(coordinations.get(stores.life(node).orElseThrow()))
                .orElseThrow();
    }

    LockUser anotherThan(LockUser user) {
        return randomness.pick(users.stream().filter(it -> it != user).toList());
    }

    void note(Held held) {
        simulation.note("held " + held.hold());
        holds.add(held);
    }

    void note(Write write) {
        writes.add(write);
    }

    /** Everybody has its turn again once all is well. */
    void run() {
        users.forEach(LockUser::begin);
        simulation.runFor(TROUBLE);
        stores.bringPeace();
        int before = holds.size();
        if (!simulation.runUntil(() -> hasEveryoneHeldSince(before), PEACE_MAX)) {
            throw new AssertionError("not everybody got the lock within " + PEACE_MAX + " of peace: "
                    + holds.subList(before, holds.size()));
        }
    }

    List<String> transcript() {
        return simulation.transcript();
    }

    private boolean hasEveryoneHeldSince(int before) {
        return users.stream()
                .allMatch(user -> holds.subList(before, holds.size()).stream().anyMatch(it -> it.user() == user));
    }

    void check() {
        require(holds.size() >= HOLDS_MIN, "the lock was got %d times only", holds.size());
        requireGrowingFences();
        requireHistory(stores.history());
    }

    private void requireGrowingFences() {
        for (Held held : holds) {
            for (Held earlier : holds) {
                require(
                        earlier.answered().compareTo(held.asked()) >= 0
                                || earlier.hold().fence().compareTo(held.hold().fence()) < 0,
                        "a smaller fence came later: %s after %s",
                        held,
                        earlier);
            }
        }
    }

    private void requireHistory(List<WatchEvent> history) {
        NavigableMap<Long, Long> holders = new TreeMap<>(Map.of(0L, 0L));
        Standings standings = new Standings(Keys.of(LOCK), List.of());
        Map<Bytes, WatchEvent> guardedWrites = new HashMap<>();
        for (WatchEvent event : history) {
            if (event.keyValue().key().startsWith(LINE)) {
                standings.apply(event);
                holders.put(
                        event.revision(),
                        standings.first().map(KeyValue::createRevision).orElse(0L));
            } else if (event.keyValue().key().equals(GUARDED)) {
                requireWrittenByHolder(event, holders);
                guardedWrites.put(event.keyValue().value(), event);
            }
        }
        for (Held held : holds) {
            long holder = holders.floorEntry(held.header()).getValue();
            require(
                    holder == held.hold().fence().revision(),
                    "was told to hold while the holder was %d: %s",
                    holder,
                    held);
        }
        for (Write write : writes) {
            require(write.done() == guardedWrites.containsKey(write.value()), "a write did not end as told: %s", write);
        }
    }

    private static void requireWrittenByHolder(WatchEvent event, NavigableMap<Long, Long> holders) {
        String value = event.keyValue().value().toUtf8();
        long fence = Long.parseLong(value.substring(0, value.indexOf(' ')));
        long holder = holders.floorEntry(event.revision()).getValue();
        require(holder == fence, "written while the holder was %d: %s", holder, value);
    }

    private static void require(boolean holds, String format, Object... arguments) {
        if (!holds) {
            throw new AssertionError(String.format(format, arguments));
        }
    }

    @Override
    public void close() {
        stores.close();
    }
}
