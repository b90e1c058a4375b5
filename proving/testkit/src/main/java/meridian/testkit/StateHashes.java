package meridian.testkit;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import meridian.base.NodeId;
import meridian.raft.Position;

/** Checks that replicas which applied the same entries have the same state, by a hash of it every so many entries. */
public final class StateHashes {
    /** Often enough to say roughly where two replicas parted, seldom enough for a large state. */
    public static final int ENTRIES_PER_HASH = 1_000;

    private final int every;
    private final Map<Long, Told> known = new HashMap<>();

    public StateHashes() {
        this(ENTRIES_PER_HASH);
    }

    /** @param every how many entries lie between two hashes */
    public StateHashes(int every) {
        this.every = every;
    }

    private record Told(NodeId node, Object hash) {}

    /** A node has applied an entry: throws if its state is due and is not that of another node there. */
    public void applied(NodeId node, Position position, Supplier<?> hash) {
        if (position.index() % every != 0) {
            return;
        }
        Told told = new Told(node, hash.get());
        Told first = known.putIfAbsent(position.index(), told);
        if (first != null && !first.hash.equals(told.hash)) {
            throw new AssertionError("replicas differ behind " + position + ": " + node + " has " + told.hash + " and "
                    + first.node + " has " + first.hash);
        }
    }
}
