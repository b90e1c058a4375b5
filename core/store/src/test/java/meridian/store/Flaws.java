package meridian.store;

import java.time.Duration;
import java.util.function.UnaryOperator;
import meridian.base.Clock;
import meridian.base.Ticker;
import meridian.raft.Replicator;
import meridian.testkit.SimulatedGroup;

/**
 * Mistakes built around the store, for tests that must find them. The store itself is always the real one.
 *
 * @param group what the log does wrong
 * @param replicator put between the store and the log
 * @param ownClock whether a node counts the time of leases by its own time of day
 */
record Flaws(SimulatedGroup.Flaw group, UnaryOperator<Replicator> replicator, boolean ownClock) {
    static final Flaws NONE = new Flaws(SimulatedGroup.Flaw.NONE, UnaryOperator.identity(), false);
    static final Flaws OWN_CLOCK = new Flaws(SimulatedGroup.Flaw.NONE, UnaryOperator.identity(), true);

    static Flaws of(SimulatedGroup.Flaw group) {
        return new Flaws(group, UnaryOperator.identity(), false);
    }

    static Flaws of(FaultyReplicator.Mistake mistake) {
        return new Flaws(SimulatedGroup.Flaw.NONE, mistake, false);
    }

    /** A ticker that goes as a time of day does: too fast, too slow, and back. */
    Ticker byOwnClock(Clock clock) {
        return () -> Duration.ofMillis(clock.unixMillis()).toNanos();
    }
}
