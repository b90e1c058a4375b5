package meridian.coordination;

import static meridian.coordination.CoordinationFixture.bytes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.store.Operation;
import meridian.store.Reply;
import meridian.store.SimulatedStores;
import meridian.store.Store;
import meridian.store.Transaction;
import meridian.testkit.LockChecker;
import meridian.testkit.SeededRandomness;
import meridian.testkit.Simulation;

/**
 * A simulated client that wants a lock again and again, each time with a session of its own, through any node. Now and
 * then it sleeps longer than its lease while it holds the lock, and writes when it wakes; and when it lets go, the session of
 * somebody who waits may end shortly after, whose turn it may be then.
 */
final class LockUser {
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Duration RENEW_EVERY = Duration.ofMillis(800);
    private static final Duration ASLEEP = Duration.ofSeconds(7);
    private static final Duration PATIENCE_MAX = Duration.ofSeconds(15);
    private static final Duration NO_ANSWER_AFTER = Duration.ofSeconds(20);
    private static final Duration WORK_MAX = Duration.ofMillis(300);

    private static final double ENDS_ANOTHERS_SESSION = 0.5;
    private static final Duration SHORTLY = Duration.ofMillis(40);
    private static final double SLEEPS = 0.2;
    private static final double RELEASES = 0.7;

    private final LockRun run;
    private final String name;
    private final Simulation simulation;
    private final SimulatedStores stores;
    private final SeededRandomness randomness;
    private final boolean guarded;
    private int attempt;
    private long session;
    private int writes;

    LockUser(LockRun run, String name, Simulation simulation, SimulatedStores stores, boolean guarded) {
        this.name = name;
        this.run = run;
        this.simulation = simulation;
        this.stores = stores;
        this.randomness = simulation.fork();
        this.guarded = guarded;
    }

    void begin() {
        int mine = ++attempt;
        note("wants a session");
        ask(node -> store(node).grantLease(0, LEASE), mine, lease -> {
            session = lease.id();
            keepAlive(lease.id(), mine);
            lock(lease.id(), mine);
        });
    }

    private void beginSoon(int after) {
        if (attempt == after) {
            attempt++;
            note("begins anew");
            simulation.after(randomness.between(Duration.ZERO, WORK_MAX), this::begin);
        }
    }

    private Store store(NodeId node) {
        return stores.life(node).orElseThrow().store();
    }

    private void keepAlive(long lease, int mine) {
        if (attempt == mine) {
            stores.anyNode(randomness).ifPresent(node -> store(node).keepAlive(lease));
            simulation.after(RENEW_EVERY, () -> keepAlive(lease, mine));
        }
    }

    /** Asks any node, and begins anew when the answer is a bad one, or none. */
    private <T> void ask(
            Function<NodeId, CompletableFuture<Outcome<Reply<T>>>> question, int mine, Consumer<T> answered) {
        simulation.after(NO_ANSWER_AFTER, () -> beginSoon(mine));
        Optional<NodeId> node = stores.anyNode(randomness);
        if (node.isEmpty()) {
            return;
        }
        run.asked();
        note("asks " + node.get());
        question.apply(node.get()).thenAccept(outcome -> {
            if (outcome instanceof Outcome.Unknown<?>) {
                run.endedUnknown();
            }
            if (attempt != mine) {
                return;
            }
            if (outcome instanceof Outcome.Applied<Reply<T>>(Reply.Done<T>(T value, Reply.Header _))) {
                answered.accept(value);
            } else {
                beginSoon(mine);
            }
        });
    }

    private void lock(long lease, int mine) {
        Duration asked = simulation.now();
        Optional<NodeId> node = stores.anyNode(randomness);
        if (node.isEmpty()) {
            beginSoon(mine);
            return;
        }
        note("asks " + node.get() + " for the lock with lease " + Long.toHexString(lease));
        Claim<Acquisition> claim = run.coordination(node.get())
                .lock(LockRun.LOCK)
                .acquire(lease, randomness.between(Duration.ofSeconds(1), PATIENCE_MAX));
        claim.outcome().thenAccept(outcome -> {
            if (outcome instanceof Outcome.Applied<Acquisition>(Acquisition.Held(Hold hold, Reply.Header header))) {
                run.note(new LockRun.Held(this, hold, header.revision(), asked, simulation.now()));
                if (attempt == mine) {
                    hold(hold, mine);
                }
            } else {
                note("does not get the lock: " + outcome);
                beginSoon(mine);
            }
        });
    }

    private void hold(Hold hold, int mine) {
        boolean sleeps = randomness.chance(SLEEPS);
        int own = sleeps ? ++attempt : mine;
        simulation.after(sleeps ? ASLEEP : randomness.between(Duration.ZERO, WORK_MAX), () -> write(hold, own));
    }

    private void write(Hold hold, int mine) {
        if (attempt != mine) {
            return;
        }
        Bytes value = bytes(hold.fence().revision() + " " + hold.key() + " " + writes++);
        Operation put = Operation.Put.of(LockRun.GUARDED, value);
        Transaction transaction =
                new Transaction(guarded ? List.of(hold.stillHeld()) : List.of(), List.of(put), List.of());
        ask(node -> store(node).transact(transaction), mine, result -> {
            LockChecker.Ending ending = result.succeeded() ? LockChecker.Ending.DONE : LockChecker.Ending.REFUSED;
            run.note(new LockChecker.Write(hold.fence().revision(), value, ending));
            release(hold, mine);
        });
    }

    private void note(String what) {
        simulation.note(this + " " + what);
    }

    @Override
    public String toString() {
        return name;
    }

    void endSession() {
        note("has its session " + Long.toHexString(session) + " ended");
        stores.anyNode(randomness).ifPresent(node -> store(node).revokeLease(session));
    }

    /** Or forgets to. */
    private void release(Hold hold, int mine) {
        if (randomness.chance(RELEASES)) {
            note("releases " + hold);
            stores.anyNode(randomness)
                    .ifPresent(node -> run.coordination(node).lock(LockRun.LOCK).release(hold));
        }
        if (randomness.chance(ENDS_ANOTHERS_SESSION)) {
            simulation.after(
                    randomness.between(Duration.ZERO, SHORTLY),
                    () -> run.anotherThan(this).endSession());
        }
        beginSoon(mine);
    }
}
