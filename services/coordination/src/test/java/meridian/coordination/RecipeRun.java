package meridian.coordination;

import static meridian.coordination.CoordinationFixture.bytes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.coordination.RecipeNotes.Had;
import meridian.coordination.RecipeNotes.Kind;
import meridian.coordination.RecipeNotes.Told;
import meridian.store.Store;
import meridian.testkit.Linearizability;
import meridian.testkit.Scenario;
import meridian.testkit.SeededRandomness;
import meridian.testkit.Simulation;

/** Users of all recipes on three simulated nodes, from the first trouble to the last check. */
final class RecipeRun implements Scenario.Run {
    static final Bytes LOCK = bytes("doc");
    static final Bytes POOL = bytes("pool");
    static final Bytes BARRIER = bytes("meet");
    static final int PARTIES = 3;

    private static final int HOLDERS = 7;
    private static final int COUNTERS = 3;
    private static final int PERMITS_MIN = 2;
    private static final int PERMITS_MAX = 5;
    private static final Duration RESIZE_EVERY = Duration.ofSeconds(2);
    private static final Duration TROUBLE = Duration.ofSeconds(60);
    private static final Duration PEACE_MAX = Duration.ofMinutes(2);

    private final SimulatedCoordination world;
    private final SeededRandomness randomness;
    private final List<RecipeUser> holders = new ArrayList<>();
    private final List<CountUser> counters = new ArrayList<>();
    private final RecipeNotes notes = new RecipeNotes();

    /** @param bug put between the stores and the recipes; for tests of this test */
    RecipeRun(long seed, Path folder, UnaryOperator<Store> bug) {
        world = new SimulatedCoordination(seed, folder, bug);
        randomness = simulation().fork();
        for (int i = 0; i < HOLDERS; i++) {
            holders.add(new RecipeUser(this, "h" + i, world));
        }
        for (int i = 0; i < COUNTERS; i++) {
            counters.add(new CountUser(this, "c" + i, world));
        }
    }

    RecipeUser anotherThan(RecipeUser user) {
        return randomness.pick(holders.stream().filter(it -> it != user).toList());
    }

    RecipeNotes notes() {
        return notes;
    }

    void note(Told told) {
        (told.permits() > 0 ? notes.permits : notes.locks).add(told);
    }

    void note(RecipeNotes.Pass pass) {
        notes.passes.add(pass);
    }

    void noteLeaver(Bytes key) {
        notes.leavers.add(key);
    }

    void had(SimulatedUser who, Kind kind) {
        notes.had.add(new Had(who, kind));
    }

    @Override
    public void play() {
        run();
        check();
    }

    /** With a majority that is well all there is can be had again, and by everybody once all nodes are. */
    private void run() {
        resize();
        users().forEach(SimulatedUser::begin);
        simulation().runFor(TROUBLE);
        List<NodeId> core = world.stores().healCore();
        int inTrouble = notes.had.size();
        if (!simulation().runUntil(() -> kindsSince(inTrouble).size() == Kind.values().length, PEACE_MAX)) {
            throw new AssertionError(
                    "within " + PEACE_MAX + " of peace for " + core + " only this was had: " + kindsSince(inTrouble));
        }
        world.stores().healAll();
        int before = notes.had.size();
        if (!simulation().runUntil(() -> hasAllBeenHadByAllSince(before), PEACE_MAX)) {
            throw new AssertionError("within " + PEACE_MAX + " of peace only this was had: " + kindsSince(before)
                    + ", by these: " + usersSince(before));
        }
    }

    private Stream<SimulatedUser> users() {
        return Stream.concat(holders.stream(), counters.stream());
    }

    /** Now and then there are more permits, or fewer. */
    private void resize() {
        world.stores().anyNode(randomness).ifPresent(node -> {
            world.asked();
            int permits = (int) randomness.between(PERMITS_MIN, PERMITS_MAX);
            simulation().note("asks " + node + " to set " + permits + " permits");
            world.at(node).semaphore(POOL).setPermits(permits);
        });
        simulation().after(RESIZE_EVERY, this::resize);
    }

    private boolean hasAllBeenHadByAllSince(int before) {
        return kindsSince(before).size() == Kind.values().length && users().allMatch(usersSince(before)::contains);
    }

    private Set<Kind> kindsSince(int before) {
        return since(before).map(Had::kind).collect(Collectors.toSet());
    }

    private Set<SimulatedUser> usersSince(int before) {
        return since(before).map(Had::who).collect(Collectors.toSet());
    }

    private Stream<Had> since(int before) {
        return notes.had.subList(before, notes.had.size()).stream();
    }

    private void check() {
        Past past = new Past(world.stores().history());
        new ReadWriteChecker(past, bytes("doc/"), notes.locks).require();
        new PermitChecker(past, "pool", notes.permits).require();
        new RoundChecker(past, "meet", PARTIES, notes).require();
        Linearizability.requireByKey(new NumberModel(), notes.numbers.operations(), NumberModel.Ask::name);
        Linearizability.requireByKey(new LatchModel(), notes.latches.operations(), LatchModel.Ask::name);
    }

    @Override
    public Simulation simulation() {
        return world.simulation();
    }

    @Override
    public Scenario.Traffic traffic() {
        return world.traffic();
    }

    @Override
    public void close() {
        world.close();
    }
}
