package meridian.raft;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** Every setting of Ratis that differs from its default or carries a promise of ours, with the reason. */
final class RaftSettings {
    /** Beyond the bytes of the commands: their framing, and Ratis' own fields. */
    private static final int ENTRY_OVERHEAD = 1 << 20;

    private RaftSettings() {}

    static RaftProperties properties(RaftConfig config) {
        RaftProperties properties = new RaftProperties();
        RaftConfigKeys.Rpc.setType(properties, new NodeRpcType());
        promises(properties, config.logFolder());
        timeouts(properties, config.timeouts());
        log(properties, config.limits());
        threads(properties);
        return properties;
    }

    /** What we promise rests on these. */
    private static void promises(RaftProperties properties, Path folder) {
        // The default is a folder for temporary files.
        RaftServerConfigKeys.setStorageDir(properties, List.of(folder.toFile()));
        // A log that cannot be read whole stops the node; the other value would go on with a shortened one.
        RaftServerConfigKeys.Log.setCorruptionPolicy(properties, RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
        // Acknowledge after the fsync, never before.
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, false);
        RaftServerConfigKeys.Log.setAsyncFlushEnabled(properties, false);
        // We read through our own barrier (LeaderCheck). Should anybody use Ratis' reads, then not the stale ones.
        RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        RaftServerConfigKeys.Read.setLeaderLeaseEnabled(properties, false);
        // A node that comes back from a cut must not depose a healthy leader.
        RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
        // Requests are made unique in the state machine; this cache only needs to outlive Ratis' own resends.
        RaftServerConfigKeys.RetryCache.setExpiryTime(properties, TimeDuration.valueOf(10, TimeUnit.SECONDS));
    }

    private static void timeouts(RaftProperties properties, RaftConfig.Timeouts timeouts) {
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, time(timeouts.electionMin()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, time(timeouts.electionMax()));
        // Nobody leads a group that just started, so nobody needs to be waited for.
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(
                properties, time(timeouts.electionMin().dividedBy(5)));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(
                properties, time(timeouts.electionMax().dividedBy(2)));
        RaftServerConfigKeys.Rpc.setRequestTimeout(properties, time(timeouts.request()));
        // A leader that lost the majority stands again as soon as it hears from the others.
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(properties, time(timeouts.electionMax()));
        RaftServerConfigKeys.setStagingTimeout(properties, time(timeouts.staging()));
        // By default a pause of the process longer than this shuts the server down for good.
        RaftServerConfigKeys.setCloseThreshold(properties, TimeDuration.valueOf(1, TimeUnit.DAYS));
    }

    private static void log(RaftProperties properties, RaftConfig.Limits limits) {
        long entryMax = limits.entryBytes().max() + ENTRY_OVERHEAD;
        // The largest entry, and the largest append. The log writer's buffer (direct memory) must hold it.
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, SizeInBytes.valueOf(entryMax));
        RaftServerConfigKeys.Log.setWriteBufferSize(properties, SizeInBytes.valueOf(entryMax + 64));
        RaftServerConfigKeys.Write.setByteLimit(
                properties,
                SizeInBytes.valueOf(entryMax * limits.entriesInFlight().max()));
        // Entries carry many commands: wait for nothing before sending one.
        RaftServerConfigKeys.Log.Appender.setWaitTimeMin(properties, TimeDuration.ZERO);
        // Appends reach us in order on one connection, so they need not be put in order again.
        RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(properties, false);
        // The commit index travels with the appends; logging it would double the entries and their fsyncs.
        RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, false);
        // Segments and their cache live on the Java heap.
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf("16MB"));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf("16MB"));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 2);
        RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, SizeInBytes.valueOf("32MB"));
        // A dead member must not keep the log for ever: it gets a snapshot when it comes back too late.
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgePreservationLogNum(
                properties, limits.logEntriesKept().max());
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
        // The state machine fetches snapshots itself, as files (SnapshotFetch), when the leader says so.
        RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(properties, false);
        // Purging follows what the state machine made durable, when it did (MachineAdapter).
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, 1);
    }

    /** The defaults are unlimited. */
    private static void threads(RaftProperties properties) {
        RaftServerConfigKeys.ThreadPool.setServerCached(properties, false);
        RaftServerConfigKeys.ThreadPool.setServerSize(properties, 2);
        RaftServerConfigKeys.ThreadPool.setClientCached(properties, false);
        RaftServerConfigKeys.ThreadPool.setClientSize(properties, 2);
        RaftServerConfigKeys.ThreadPool.setProxyCached(properties, false);
        RaftServerConfigKeys.ThreadPool.setProxySize(properties, 2);
    }

    private static TimeDuration time(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
