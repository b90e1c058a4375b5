package meridian.chaos;

import java.time.Duration;
import java.util.List;
import meridian.chaos.base.Await;
import meridian.chaos.load.Timeline;
import meridian.chaos.load.Workload;

/**
 * What must come by itself when nothing goes wrong any more: every node is ready and takes writes, and every client
 * gets on with its work.
 */
final class Recovery {
    private static final Duration PROGRESS_MAX = Duration.ofSeconds(60);
    private static final Duration ALL_MAX = Duration.ofMinutes(3);
    /** So many answers more say that a workload gets on. */
    private static final long PROGRESS = 5;

    private final ProcessCluster cluster;
    private final List<Workload> workloads;
    private final Timeline timeline;

    Recovery(ProcessCluster cluster, List<Workload> workloads, Timeline timeline) {
        this.cluster = cluster;
        this.workloads = workloads;
        this.timeline = timeline;
    }

    /** Returns when all is well; throws if that does not come in time. */
    void require() {
        Duration begin = timeline.now();
        cluster.calm();
        cluster.nodes().forEach(node -> Outage.measure(List.of(node)));
        for (Workload workload : workloads) {
            long before = workload.count().operations();
            Await.until(
                    workload.name() + " gets on with its work",
                    PROGRESS_MAX,
                    () -> workload.count().operations() >= before + PROGRESS);
        }
        Duration took = timeline.now().minus(begin);
        if (took.compareTo(ALL_MAX) > 0) {
            throw new AssertionError("it took " + took.toSeconds() + " s, more than " + ALL_MAX.toSeconds() + " s");
        }
    }
}
