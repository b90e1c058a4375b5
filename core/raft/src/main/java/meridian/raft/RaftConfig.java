package meridian.raft;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import meridian.base.Limit;

/**
 * What a node needs to take part in a group.
 *
 * @param folder where the log lives; the received copies of a snapshot too
 * @param initial the members that found the cluster, this node among them; empty for a node that is added to a running
 *     one. Only a node without data looks at it
 * @param appendsInFlight how many appends may be on the way to one follower at a time
 */
public record RaftConfig(
        Path folder,
        String cluster,
        Member self,
        List<Member> initial,
        Timeouts timeouts,
        Limits limits,
        int appendsInFlight) {
    public RaftConfig {
        initial = List.copyOf(initial);
        new Limit("raft.appends-in-flight", appendsInFlight);
    }

    public static RaftConfig of(Path folder, String cluster, Member self, List<Member> initial) {
        return new RaftConfig(folder, cluster, self, initial, Timeouts.DEFAULT, Limits.DEFAULT, 8);
    }

    Path logFolder() {
        return folder.resolve("log");
    }

    Path groupFolder() {
        return logFolder().resolve(Peers.groupId(cluster).getUuid().toString());
    }

    Duration requestTimeout() {
        return timeouts.request();
    }

    /**
     * @param electionMin a follower that hears nothing from its leader for a random time between this and {@code
     *     electionMax} calls an election; heartbeats come twice in the shorter time
     * @param request how long a message between nodes may take before it counts as lost
     * @param leader how long reads and questions wait for a leader before they fail
     * @param staging how long a new member may go without progress while it catches up
     * @param lingerMax how long a batch may wait for the next commands of the clients just answered; nothing waits for
     *     longer than half of what an entry takes
     * @param newsDelay how long the leader may wait for the next entry to tell the followers what is committed; readers
     *     who ask for what is newest do not wait for it
     */
    public record Timeouts(
            Duration electionMin,
            Duration electionMax,
            Duration request,
            Duration leader,
            Duration staging,
            Duration lingerMax,
            Duration newsDelay) {
        public static final Timeouts DEFAULT = new Timeouts(
                Duration.ofMillis(750),
                Duration.ofMillis(1_250),
                Duration.ofSeconds(3),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofMillis(2),
                Duration.ofMillis(2));

        public Timeouts {
            if (electionMin.compareTo(electionMax) >= 0 || electionMin.isNegative() || electionMin.isZero()) {
                throw new IllegalArgumentException("raft.election-timeout-min " + electionMin.toMillis()
                        + " ms must be positive and less than raft.election-timeout-max " + electionMax.toMillis()
                        + " ms");
            }
        }
    }

    /**
     * @param commandsWaiting commands that may wait at this node for their turn
     * @param bytesWaiting and the bytes of them
     * @param entryCommands commands in one entry
     * @param entryBytes bytes of commands in one entry; also the size of the largest command
     * @param entriesInFlight entries, or batches to the leader, that may be without an outcome
     * @param unpersistedBytes log bytes applied since the state machine was last made durable, before it is again
     * @param logEntriesKept entries kept behind the durable state, so that a member that was away for a short while
     *     needs no snapshot
     */
    public record Limits(
            Limit commandsWaiting,
            Limit bytesWaiting,
            Limit entryCommands,
            Limit entryBytes,
            Limit entriesInFlight,
            Limit unpersistedBytes,
            Limit logEntriesKept) {
        public static final Limits DEFAULT = new Limits(
                new Limit("raft.commands-waiting-max", 20_000),
                new Limit("raft.bytes-waiting-max", 64 << 20),
                new Limit("raft.entry-commands-max", 2_000),
                new Limit("raft.entry-bytes-max", 2 << 20),
                new Limit("raft.entries-in-flight-max", 8),
                new Limit("raft.unpersisted-bytes-max", 256 << 20),
                new Limit("raft.log-entries-kept", 2_000));
    }
}
