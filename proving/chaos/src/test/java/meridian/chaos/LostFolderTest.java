package meridian.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import meridian.chaos.Round.Plan;
import meridian.chaos.base.Await;
import meridian.chaos.base.Folders;
import meridian.chaos.load.WorkloadKind;
import org.junit.jupiter.api.Test;

/** A node loses its data folder while clients write. */
class LostFolderTest {
    /** So much that the log no longer reaches back to the beginning. */
    private static final int BULK_TRANSACTIONS = 40;

    /** The log is cut behind a flush, which happens in the background. */
    private static final Duration LOG_CUT_MAX = Duration.ofSeconds(30);

    @Test
    void an_empty_node_rejoins_by_itself_and_catches_up_while_writes_go_on() {
        Experiment.run("lost-folder", NodeFile.SMALL, setting -> {
            ProcessCluster cluster = setting.cluster();
            cluster.start();
            Bulk.load(cluster.nodes().getFirst().place(), BULK_TRANSACTIONS, setting.randomness());
            awaitShortLog(cluster.awaitLeader(cluster.nodes()));
            Plan plan = Plan.of("lost", List.of(WorkloadKind.KV, WorkloadKind.WATCH), List.of(Faults.LOSE_FOLDER));
            Tests.round(setting, plan).requireGood();
        });
    }

    /** Otherwise the empty node would need no snapshot, and the test would not see one. */
    private static void awaitShortLog(NodeProcess leader) {
        Await.until(
                "the log was cut",
                LOG_CUT_MAX,
                () -> Folders.find(leader.place().data(), LostFolderTest::isFirstSegment)
                        .isEmpty());
    }

    private static boolean isFirstSegment(Path file) {
        return String.valueOf(file.getFileName()).matches("log_(inprogress_)?0(-.*)?");
    }
}
