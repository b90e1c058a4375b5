package meridian.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import meridian.chaos.base.Await;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Measures how long no write goes through after the leader of an idle cluster with default settings was killed. */
@Command(name = "failover", description = "Kills the leader of an idle cluster ten times and measures the outages.")
final class FailoverBench implements Callable<Integer> {
    private static final int TIMES = 10;
    private static final Duration TARGET = Duration.ofSeconds(3);
    private static final Duration REST = Duration.ofSeconds(2);

    @Override
    public Integer call() {
        Experiment.run("failover-bench", "", setting -> {
            setting.cluster().start();
            System.out.println(summary(measure(setting.cluster())));
        });
        return CommandLine.ExitCode.OK;
    }

    private static List<Duration> measure(ProcessCluster cluster) {
        List<Duration> outages = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            NodeProcess leader = cluster.awaitLeader(cluster.nodes());
            leader.kill();
            Duration outage = Outage.measure(cluster.others(leader));
            System.out.println(leader.id() + " killed; writes succeeded again after " + outage.toMillis() + " ms");
            outages.add(outage);
            cluster.calm();
            Await.pause(REST);
        }
        return outages;
    }

    private static String summary(List<Duration> outages) {
        List<Duration> sorted = outages.stream().sorted().toList();
        long within = sorted.stream().filter(it -> it.compareTo(TARGET) <= 0).count();
        return "%d kills: median %d ms, longest %d ms, %d within %d s"
                .formatted(
                        sorted.size(),
                        sorted.get(sorted.size() / 2).toMillis(),
                        sorted.getLast().toMillis(),
                        within,
                        TARGET.toSeconds());
    }
}
