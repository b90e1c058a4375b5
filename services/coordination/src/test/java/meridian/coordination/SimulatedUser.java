package meridian.coordination;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.store.Reply;
import meridian.testkit.SeededRandomness;
import meridian.testkit.Simulation;

/**
 * A simulated client that does one thing after the other, through any node that clients have not turned away from. Each
 * attempt has a number; whatever is left of an earlier one, as the renewals of its session, ends when it sees a greater.
 */
abstract class SimulatedUser {
    static final Duration WORK_MAX = Duration.ofMillis(300);

    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Duration RENEW_EVERY = Duration.ofMillis(800);
    private static final Duration NO_ANSWER_AFTER = Duration.ofSeconds(20);

    private final String name;
    private final SimulatedCoordination world;
    private final SeededRandomness randomness;
    private int attempt;
    private long session;

    SimulatedUser(String name, SimulatedCoordination world) {
        this.name = name;
        this.world = world;
        this.randomness = world.simulation().fork();
    }

    /** Begins the first attempt, or the next one. */
    abstract void begin();

    final SeededRandomness randomness() {
        return randomness;
    }

    final Simulation simulation() {
        return world.simulation();
    }

    /** From here on what is left of earlier attempts ends. */
    final int nextAttempt() {
        return ++attempt;
    }

    final boolean isCurrent(int mine) {
        return attempt == mine;
    }

    final void beginSoon(int after) {
        if (attempt == after) {
            attempt++;
            note("begins anew");
            simulation().after(randomness.between(Duration.ZERO, WORK_MAX), this::begin);
        }
    }

    /** Gets a session, which lives as long as the attempt. */
    final void openSession(int mine, Consumer<Long> opened) {
        note("wants a session");
        askStore(node -> world.store(node).grantLease(0, LEASE), mine, lease -> {
            session = lease.id();
            keepAlive(lease.id(), mine);
            opened.accept(lease.id());
        });
    }

    private void keepAlive(long lease, int mine) {
        if (attempt == mine) {
            anyNode().ifPresent(node -> world.store(node).keepAlive(lease));
            simulation().after(RENEW_EVERY, () -> keepAlive(lease, mine));
        }
    }

    final void endSession() {
        note("has its session " + Long.toHexString(session) + " ended");
        anyNode().ifPresent(node -> world.store(node).revokeLease(session));
    }

    final Optional<NodeId> anyNode() {
        return world.stores().anyNode(randomness);
    }

    /** Asks any node, and begins anew when the answer is a bad one, or none. */
    final <T> void askStore(
            Function<NodeId, CompletableFuture<Outcome<Reply<T>>>> question, int mine, Consumer<T> done) {
        ask(question, mine, outcome -> {
            if (attempt != mine) {
                return;
            }
            if (outcome instanceof Outcome.Applied<Reply<T>>(Reply.Done<T>(T value, Reply.Header _))) {
                done.accept(value);
            } else {
                beginSoon(mine);
            }
        });
    }

    /** Asks any node, and begins anew when there is no answer. One that comes later is told all the same. */
    final <T> void ask(
            Function<NodeId, CompletableFuture<Outcome<T>>> question, int mine, Consumer<Outcome<T>> answered) {
        simulation().after(NO_ANSWER_AFTER, () -> beginSoon(mine));
        Optional<NodeId> node = anyNode();
        if (node.isEmpty()) {
            return;
        }
        world.asked();
        note("asks " + node.get());
        question.apply(node.get()).thenAccept(outcome -> {
            if (outcome instanceof Outcome.Unknown<?>) {
                world.endedUnknown();
            }
            answered.accept(outcome);
        });
    }

    final void note(String what) {
        simulation().note(name + " " + what);
    }

    @Override
    public final String toString() {
        return name;
    }
}
