package meridian.coordination;

import static meridian.coordination.CoordinationFixture.bytes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.store.Operation;
import meridian.store.Reply;
import meridian.store.Transaction;
import meridian.testkit.LockChecker;

/**
 * A simulated client that wants a lock again and again, each time with a session of its own, through any node. Now and
 * then it sleeps longer than its lease while it holds the lock, and writes when it wakes; and when it lets go, the session of
 * somebody who waits may end shortly after, whose turn it may be then.
 */
final class LockUser extends SimulatedUser {
    private static final Duration ASLEEP = Duration.ofSeconds(7);
    private static final Duration PATIENCE_MAX = Duration.ofSeconds(15);

    private static final double ENDS_ANOTHERS_SESSION = 0.5;
    private static final Duration SHORTLY = Duration.ofMillis(40);
    private static final double SLEEPS = 0.2;
    private static final double RELEASES = 0.7;

    private final LockRun run;
    private final SimulatedCoordination world;
    private final boolean guarded;
    private int writes;

    LockUser(LockRun run, String name, SimulatedCoordination world, boolean guarded) {
        super(name, world);
        this.run = run;
        this.world = world;
        this.guarded = guarded;
    }

    @Override
    void begin() {
        int mine = nextAttempt();
        openSession(mine, lease -> lock(lease, mine));
    }

    private void lock(long lease, int mine) {
        Duration asked = simulation().now();
        Optional<NodeId> node = anyNode();
        if (node.isEmpty()) {
            beginSoon(mine);
            return;
        }
        note("asks " + node.get() + " for the lock with lease " + Long.toHexString(lease));
        Claim<Acquisition> claim = world.at(node.get())
                .lock(LockRun.LOCK)
                .acquire(lease, randomness().between(Duration.ofSeconds(1), PATIENCE_MAX));
        claim.outcome().thenAccept(outcome -> {
            if (outcome instanceof Outcome.Applied<Acquisition>(Acquisition.Held(Hold hold, Reply.Header header))) {
                run.note(new LockRun.Held(
                        this, hold, header.revision(), asked, simulation().now()));
                if (isCurrent(mine)) {
                    hold(hold, mine);
                }
            } else {
                note("does not get the lock: " + outcome);
                beginSoon(mine);
            }
        });
    }

    private void hold(Hold hold, int mine) {
        boolean sleeps = randomness().chance(SLEEPS);
        int own = sleeps ? nextAttempt() : mine;
        simulation().after(sleeps ? ASLEEP : randomness().between(Duration.ZERO, WORK_MAX), () -> write(hold, own));
    }

    private void write(Hold hold, int mine) {
        if (!isCurrent(mine)) {
            return;
        }
        Bytes value = bytes(hold.fence().revision() + " " + hold.key() + " " + writes++);
        Operation put = Operation.Put.of(LockRun.GUARDED, value);
        Transaction transaction =
                new Transaction(guarded ? List.of(hold.stillHeld()) : List.of(), List.of(put), List.of());
        askStore(node -> world.store(node).transact(transaction), mine, result -> {
            LockChecker.Ending ending = result.succeeded() ? LockChecker.Ending.DONE : LockChecker.Ending.REFUSED;
            run.note(new LockChecker.Write(hold.fence().revision(), value, ending));
            release(hold, mine);
        });
    }

    /** Or forgets to. */
    private void release(Hold hold, int mine) {
        if (randomness().chance(RELEASES)) {
            note("releases " + hold);
            anyNode().ifPresent(node -> world.at(node).lock(LockRun.LOCK).release(hold));
        }
        if (randomness().chance(ENDS_ANOTHERS_SESSION)) {
            simulation()
                    .after(
                            randomness().between(Duration.ZERO, SHORTLY),
                            () -> run.anotherThan(this).endSession());
        }
        beginSoon(mine);
    }
}
