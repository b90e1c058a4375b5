package meridian.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import meridian.chaos.base.Await;
import meridian.chaos.base.Folders;
import meridian.chaos.host.Mechanism;
import meridian.chaos.load.WorkloadKind;
import meridian.testkit.Seeds;
import org.junit.jupiter.api.Test;

/** Runs of the rig, with all its workloads at the same time. The order of the faults is the seed's. */
class ChaosRunTest {
    private static final int NODES = 3;
    private static final List<Fault> COMMON =
            List.of(Faults.KILL_LEADER, Faults.PAUSE_LEADER, Faults.CUT_LEADER, Faults.POWER_LOSS_ALL);
    private static final List<Fault> OF_ONE_MACHINE = List.of(
            Faults.LOSE_PACKETS,
            Faults.SLOW_CPU,
            Faults.FULL_DISK,
            Faults.STUCK_DISK,
            Faults.FAILING_DISK,
            Faults.CLOCK_JUMP,
            Faults.CLOCK_DRIFT);

    private static final Duration UNSYNCED = Duration.ofSeconds(3);
    private static final Fault POWER_LOSS_UNSYNCED = new Fault(
            "powerloss",
            "powerloss-unsynced",
            1,
            "all machines lose their power at once, with what they said they had synced",
            Set.of(Mechanism.DISKS, Mechanism.FALSE_SYNCS),
            ChaosRunTest::losePower);

    private final List<String> said = new ArrayList<>();

    @Test
    void every_checker_is_content_and_the_report_says_what_happened() {
        FaultMenu menu = menu(COMMON);
        long seed = Experiment.askedSeed();
        Path report = run("mixed", seed, menu);

        assertThat(said).contains("seed: " + seed);
        String summary = Folders.read(report.resolve("summary.txt"));
        assertThat(summary).contains("rounds: 1, violations: 0");
        WorkloadKind.all().forEach(kind -> assertThat(summary).contains("  " + kind.word()));
        String faults = Folders.read(report.resolve("faults.txt"));
        String picture = Folders.read(report.resolve("timeline.svg"));
        menu.chosen().forEach(fault -> assertThat(faults).contains(fault.name()));
        menu.chosen().forEach(fault -> assertThat(picture).contains(fault.name()));
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

    @Test
    void one_machine_in_trouble_is_no_trouble_for_the_cluster() {
        Path report = run("machine", Experiment.askedSeed(), menu(OF_ONE_MACHINE));
        assertThat(Folders.read(report.resolve("summary.txt"))).contains("rounds: 1, violations: 0");
    }

    @Test
    void nodes_whose_syncs_do_nothing_are_found_out_when_power_is_lost() {
        FaultMenu menu = menu(List.of(POWER_LOSS_UNSYNCED));
        assertThatThrownBy(() -> run("canary", Experiment.askedSeed(), menu))
                .hasMessageContaining("acknowledged writes are there? was acknowledged at");
    }

    /** The nodes lose what was written since they were founded; that they were founded must not be lost. */
    private static String losePower(Scene scene) {
        scene.nodes().forEach(node -> scene.host(node).disk().sync());
        Await.pause(UNSYNCED);
        return new PowerLoss(Scene::nodes).inject(scene);
    }

    /** What this machine can do; in CI that must be everything. */
    private static FaultMenu menu(List<Fault> wanted) {
        FaultMenu menu = FaultMenu.possible(wanted, Product.installed().probe());
        if (System.getenv("CI") != null) {
            assertThat(menu.leftOut()).isEmpty();
        }
        assumeThat(menu.chosen()).as(String.join("; ", menu.leftOut())).isNotEmpty();
        return menu;
    }

    /** Returns the folder of the report. */
    private Path run(String name, long seed, FaultMenu menu) {
        Experiment experiment = new Experiment(name, seed, NODES, NodeFile.SMALL, menu.needs(), Seeds.replay(seed));
        Path report = ChaosRun.defaultReport(name, seed);
        Schedule once = Schedule.once(menu.chosen());
        new ChaosRun(experiment, WorkloadKind.all(), menu, once, report, this::say).run();
        return report;
    }

    private void say(String line) {
        System.out.println(line);
        said.add(line);
    }
}
