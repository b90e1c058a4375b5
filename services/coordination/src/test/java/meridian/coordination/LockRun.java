package meridian.coordination;

import static meridian.coordination.CoordinationFixture.bytes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.store.KeyValue;
import meridian.store.Store;
import meridian.store.WatchEvent;
import meridian.testkit.LockChecker;
import meridian.testkit.Scenario;
import meridian.testkit.SeededRandomness;
import meridian.testkit.Simulation;

/** Users of one lock on three simulated nodes, from the first trouble to the last check. */
final class LockRun implements Scenario.Run {
    static final Bytes LOCK = bytes("job");
    static final Bytes LINE = bytes("job/");
    static final Bytes GUARDED = bytes("guarded");

    private static final int USERS = 5;
    private static final Duration TROUBLE = Duration.ofSeconds(60);
    private static final Duration PEACE_MAX = Duration.ofSeconds(60);
    private static final int HOLDS_MIN = 5;

    private final SimulatedCoordination world;
    private final SeededRandomness randomness;
    private final List<LockUser> users = new ArrayList<>();
    private final List<Held> holds = new ArrayList<>();
    private final List<LockChecker.Write> writes = new ArrayList<>();

    /** @param bug put between the stores and the recipes; for tests of this test */
    LockRun(long seed, Path folder, UnaryOperator<Store> bug, boolean guarded) {
        world = new SimulatedCoordination(seed, folder, bug);
        randomness = simulation().fork();
        for (int i = 0; i < USERS; i++) {
            users.add(new LockUser(this, "u" + i, world, guarded));
        }
    }

    /** @param header the revision at which it was seen to hold */
    record Held(LockUser user, Hold hold, long header, Duration asked, Duration answered) {
        LockChecker.Held plain() {
            return new LockChecker.Held(
                    user.toString(), hold.key(), hold.fence().revision(), header, asked.toNanos(), answered.toNanos());
        }
    }

    LockUser anotherThan(LockUser user) {
        return randomness.pick(users.stream().filter(it -> it != user).toList());
    }

    void note(Held held) {
        simulation().note(held.user() + " holds " + held.hold());
        holds.add(held);
    }

    void note(LockChecker.Write write) {
        writes.add(write);
    }

    @Override
    public void play() {
        run();
        check();
    }

    /** With a majority that is well the lock goes round again, and everybody has its turn once all are. */
    private void run() {
        users.forEach(LockUser::begin);
        simulation().runFor(TROUBLE);
        List<NodeId> core = world.stores().healCore();
        int inTrouble = holds.size();
        if (!simulation().runUntil(() -> holds.size() > inTrouble, PEACE_MAX)) {
            throw new AssertionError("nobody got the lock within " + PEACE_MAX + " of peace for " + core);
        }
        world.stores().healAll();
        int before = holds.size();
        if (!simulation().runUntil(() -> hasEveryoneHeldSince(before), PEACE_MAX)) {
            throw new AssertionError("not everybody got the lock within " + PEACE_MAX + " of peace: "
                    + holds.subList(before, holds.size()));
        }
    }

    @Override
    public Simulation simulation() {
        return world.simulation();
    }

    @Override
    public Scenario.Traffic traffic() {
        return world.traffic();
    }

    private boolean hasEveryoneHeldSince(int before) {
        return users.stream()
                .allMatch(user -> holds.subList(before, holds.size()).stream().anyMatch(it -> it.user() == user));
    }

    private void check() {
        if (holds.size() < HOLDS_MIN) {
            throw new AssertionError("the lock was got " + holds.size() + " times only");
        }
        List<LockChecker.Event> events = world.stores().history().stream()
                .flatMap(event -> event(event).stream())
                .toList();
        new LockChecker(holds.stream().map(Held::plain).toList(), writes, events).require();
    }

    private static Optional<LockChecker.Event> event(WatchEvent event) {
        KeyValue changed = event.keyValue();
        if (changed.key().equals(GUARDED)) {
            String value = changed.value().toUtf8();
            long fence = Long.parseLong(value.substring(0, value.indexOf(' ')));
            return Optional.of(new LockChecker.Event.Written(fence, changed.value(), event.revision()));
        }
        if (!changed.key().startsWith(LINE) || changed.version() > 1) {
            return Optional.empty();
        }
        return Optional.of(
                event.kind() == WatchEvent.Kind.DELETE
                        ? new LockChecker.Event.Gone(changed.key(), event.revision())
                        : new LockChecker.Event.Came(changed.key(), event.revision()));
    }

    @Override
    public void close() {
        world.close();
    }
}
