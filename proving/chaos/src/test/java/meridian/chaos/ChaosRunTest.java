package meridian.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import meridian.chaos.base.Folders;
import meridian.chaos.load.WorkloadKind;
import meridian.testkit.Seeds;
import org.junit.jupiter.api.Test;

/** A run of the rig, with all its workloads at the same time and a fault of each of the common kinds. */
class ChaosRunTest {
    private static final int NODES = 3;

    /** The order is the seed's. */
    private static final List<Fault> FAULTS =
            List.of(Faults.KILL_LEADER, Faults.PAUSE_LEADER, Faults.CUT_LEADER, Faults.KILL_ALL);

    @Test
    void every_checker_is_content_and_the_report_says_what_happened() {
        long seed = Experiment.askedSeed();
        Experiment experiment = new Experiment("mixed", seed, NODES, NodeFile.SMALL, Seeds.replay(seed));
        Path report = ChaosRun.defaultReport("mixed", seed);
        List<String> said = new ArrayList<>();

        new ChaosRun(
                        experiment,
                        WorkloadKind.all(),
                        FaultMenu.possible(FAULTS),
                        Schedule.once(FAULTS),
                        report,
                        line -> {
                            System.out.println(line);
                            said.add(line);
                        })
                .run();

        assertThat(said).contains("seed: " + seed, "left out: none");
        String summary = Folders.read(report.resolve("summary.txt"));
        assertThat(summary).contains("rounds: 1, violations: 0");
        WorkloadKind.all().forEach(kind -> assertThat(summary).contains("  " + kind.word()));
        String faults = Folders.read(report.resolve("faults.txt"));
        FAULTS.forEach(fault -> assertThat(faults).contains(fault.name()));
        FAULTS.forEach(fault ->
                assertThat(Folders.read(report.resolve("timeline.svg"))).contains(fault.name()));
        Map.of(
                        "histories/kv.txt", "Put",
                        "histories/txn.txt", "Append",
                        "histories/lock.txt", "Held",
                        "histories/lease.txt", "Life",
                        "histories/watch-n1.txt", "round1/",
                        "histories/n2-history.txt", "round1/",
                        "nodes/n3/node.log", "node n3 of cluster",
                        "nodes/n1/metrics.txt", "meridian_raft_applied_index")
                .forEach((file, text) ->
                        assertThat(Folders.read(report.resolve(file))).as(file).contains(text));
    }
}
