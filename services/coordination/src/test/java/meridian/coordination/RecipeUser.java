package meridian.coordination;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.coordination.RecipeNotes.Kind;
import meridian.coordination.RecipeNotes.Told;

/**
 * A simulated client that wants something to hold, or to go through a barrier, again and again, each time with a session
 * of its own. Now and then it sleeps longer than its lease while it holds something, or forgets to let go; and when it lets
 * go, the session of somebody who waits may end shortly after, whose turn it may be then.
 */
final class RecipeUser extends SimulatedUser {
    private static final Duration ASLEEP = Duration.ofSeconds(6);
    private static final Duration PATIENCE_MIN = Duration.ofMillis(100);
    private static final Duration PATIENCE_MAX = Duration.ofSeconds(12);
    private static final Duration SHORTLY = Duration.ofMillis(40);
    private static final int ASKS_MAX = 3;
    private static final int COUNT_MAX = 3;
    private static final double TRIES = 0.2;
    private static final double SLEEPS = 0.1;
    private static final double FORGETS = 0.1;
    private static final double GOES_DOWN = 0.5;
    private static final double ENDS_ANOTHERS_SESSION = 0.2;

    private final RecipeRun run;
    private final SimulatedCoordination world;

    RecipeUser(RecipeRun run, String name, SimulatedCoordination world) {
        super(name, world);
        this.run = run;
        this.world = world;
    }

    @Override
    void begin() {
        int mine = nextAttempt();
        openSession(mine, lease -> {
            switch (randomness().nextInt(10)) {
                case 0, 1 -> alone(lease, mine);
                case 2, 3, 4 -> shared(lease, mine);
                case 5, 6 -> permits(lease, mine);
                default -> pass(lease, mine, 1);
            }
        });
    }

    private FencedLock lock(NodeId node) {
        return world.at(node).lock(RecipeRun.LOCK);
    }

    private Semaphore pool(NodeId node) {
        return world.at(node).semaphore(RecipeRun.POOL);
    }

    private Duration patience() {
        return randomness().between(PATIENCE_MIN, PATIENCE_MAX);
    }

    private void alone(long lease, int mine) {
        note("wants it alone");
        get(Kind.ALONE, node -> lock(node).acquire(lease, patience()), mine, (hold, own) -> {
            if (randomness().chance(GOES_DOWN)) {
                down(hold, own);
            } else {
                letGo(hold, own);
            }
        });
    }

    /** From the exclusive side to the shared one, without letting anybody come in between. */
    private void down(Hold alone, int mine) {
        note("goes down");
        get(Kind.DOWNGRADED, node -> lock(node).acquireShared(alone.lease()), mine, (shared, own) -> {
            note("lets go of the exclusive side");
            ask(node -> lock(node).release(alone), own, _ -> letGo(shared, own));
        });
    }

    private void shared(long lease, int mine) {
        boolean tries = randomness().chance(TRIES);
        note(tries ? "tries to share" : "wants to share");
        get(
                Kind.SHARED,
                node -> tries ? lock(node).tryAcquireShared(lease) : lock(node).acquireShared(lease, patience()),
                mine,
                this::letGo);
    }

    private void permits(long lease, int mine) {
        boolean tries = randomness().chance(TRIES);
        int count = 1 + randomness().nextInt(COUNT_MAX);
        note((tries ? "tries to get " : "wants ") + count + " permits");
        get(
                Kind.PERMITS,
                node -> tries
                        ? pool(node).tryAcquire(lease, count, 0)
                        : pool(node).acquire(lease, count, 0, patience()),
                mine,
                this::letGo);
    }

    /** Whoever is told that it holds is noted, whether it still listens or not. */
    private void get(Kind kind, Function<NodeId, Claim<Acquisition>> question, int mine, ObjIntConsumer<Hold> then) {
        ask(node -> question.apply(node).outcome(), mine, outcome -> {
            if (!(outcome instanceof Outcome.Applied<Acquisition>(Acquisition.Held held))) {
                note("does not get it: " + outcome);
                beginSoon(mine);
                return;
            }
            note("holds " + held);
            run.note(Told.of(held));
            if (isCurrent(mine)) {
                run.had(this, kind);
                work(held.hold(), mine, then);
            }
        });
    }

    /** Who sleeps does not keep its session alive meanwhile. */
    private void work(Hold hold, int mine, ObjIntConsumer<Hold> then) {
        boolean sleeps = randomness().chance(SLEEPS);
        int own = sleeps ? nextAttempt() : mine;
        simulation().after(sleeps ? ASLEEP : randomness().between(Duration.ZERO, WORK_MAX), () -> {
            if (isCurrent(own)) {
                then.accept(hold, own);
            }
        });
    }

    /** Or forgets to. */
    private void letGo(Hold hold, int mine) {
        if (!isCurrent(mine)) {
            return;
        }
        if (randomness().chance(ENDS_ANOTHERS_SESSION)) {
            simulation()
                    .after(
                            randomness().between(Duration.ZERO, SHORTLY),
                            () -> run.anotherThan(this).endSession());
        }
        if (randomness().chance(FORGETS)) {
            beginSoon(mine);
        } else {
            note("lets go of " + hold);
            ask(
                    node -> hold.permits() > 0
                            ? pool(node).release(hold)
                            : lock(node).release(hold),
                    mine,
                    _ -> beginSoon(mine));
        }
    }

    /** Who does not hear what became of it asks again with the same session. */
    private void pass(long lease, int mine, int asks) {
        note("wants to pass with " + Long.toHexString(lease));
        ask(
                node -> world.at(node)
                        .barrier(RecipeRun.BARRIER)
                        .await(lease, RecipeRun.PARTIES, patience())
                        .outcome(),
                mine,
                outcome -> {
                    if (outcome instanceof Outcome.Applied<Passage>(Passage how)) {
                        passed(how, Keys.of(RecipeRun.BARRIER).of(lease), asks > 1);
                    } else if (outcome instanceof Outcome.Unknown<Passage> && isCurrent(mine) && asks < ASKS_MAX) {
                        pass(lease, mine, asks + 1);
                        return;
                    }
                    note("passed, or did not: " + outcome);
                    beginSoon(mine);
                });
    }

    /** Who asked twice may give up one attempt only, so it says nothing about the key. */
    private void passed(Passage how, Bytes key, boolean again) {
        switch (how) {
            case Passage.Passed(int arrival) -> {
                run.note(new RecipeNotes.Pass(key, arrival, again));
                run.had(this, Kind.BARRIER);
            }
            case Passage.GivenUp() -> {
                if (!again) {
                    run.noteLeaver(key);
                }
            }
            case Passage.SessionEnded _, Passage.Refused _ -> {}
        }
    }
}
