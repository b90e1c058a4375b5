package meridian.coordination;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import meridian.base.Bytes;
import meridian.testkit.History;

/** What the users of a simulated world were told. */
final class RecipeNotes {
    final List<Told> locks = new ArrayList<>();
    final List<Told> permits = new ArrayList<>();
    final List<Pass> passes = new ArrayList<>();
    final Set<Bytes> leavers = new HashSet<>();
    final History<NumberModel.Ask, SharedLong.Change> numbers = new History<>();
    final History<LatchModel.Ask, Integer> latches = new History<>();
    final List<Had> had = new ArrayList<>();

    /** What somebody succeeds in. */
    enum Kind {
        ALONE,
        SHARED,
        DOWNGRADED,
        PERMITS,
        BARRIER,
        LATCH,
        NUMBER
    }

    /** That somebody succeeded in something. */
    record Had(SimulatedUser who, Kind kind) {}

    /**
     * Somebody was told that it holds something.
     *
     * @param fence the revision that made its key
     * @param permits how many it has; 0 for a lock
     * @param header the revision of the state in which it was seen to hold
     */
    record Told(Bytes key, long fence, boolean shared, int permits, long header) {
        static Told of(Acquisition.Held held) {
            Hold hold = held.hold();
            return new Told(
                    hold.key(),
                    hold.fence().revision(),
                    hold.shared(),
                    hold.permits(),
                    held.header().revision());
        }
    }

    /**
     * A party was told that it passed.
     *
     * @param again whether it had asked before with this key, without hearing what became of that; so it may have passed
     *     twice
     */
    record Pass(Bytes key, int arrival, boolean again) {}
}
