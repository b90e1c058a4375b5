package meridian.etcd;

import java.util.ArrayList;
import java.util.List;

/**
 * What the face grants its clients at most.
 *
 * @param requestBytes the largest request that is answered with etcd's own error; a little more is read to say so
 * @param callsPerConnection calls that one connection may have open at a time, streams included
 * @param streams watch, keep-alive and observe streams, and calls that wait for a lock, of all connections together
 * @param watchesPerStream watches that share one stream
 * @param watchBatchBytes keys and values a watch sends before the next one of its stream has its turn; a single
 *     revision may be larger
 * @param keepAlivesPerStream renewals of one stream that wait for the leader at a time
 * @param snapshots snapshots that are streamed at a time
 * @param blockingThreads threads for what reads the disk: snapshots, and watches that replay history
 */
public record EtcdLimits(
        int requestBytes,
        int callsPerConnection,
        int streams,
        int watchesPerStream,
        int watchBatchBytes,
        int keepAlivesPerStream,
        int snapshots,
        int blockingThreads) {
    /** What etcd grants by default, where it has such a limit. */
    public static final EtcdLimits DEFAULT =
            new EtcdLimits(1_536 << 10, 100_000, 100_000, 100_000, 128 << 10, 128, 2, 4);

    public EtcdLimits {
        List<String> problems = new ArrayList<>();
        positive(problems, "client.request-bytes-max", requestBytes);
        positive(problems, "client.calls-per-connection-max", callsPerConnection);
        positive(problems, "client.streams-max", streams);
        positive(problems, "client.watches-per-stream-max", watchesPerStream);
        positive(problems, "client.watch-batch-bytes-max", watchBatchBytes);
        positive(problems, "client.keep-alives-per-stream-max", keepAlivesPerStream);
        positive(problems, "client.snapshots-max", snapshots);
        positive(problems, "client.blocking-threads", blockingThreads);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private static void positive(List<String> problems, String name, int value) {
        if (value <= 0) {
            problems.add(name + " is " + value + ": it must be greater than 0");
        }
    }
}
