package meridian.chaos;

import java.util.List;
import java.util.Map;
import meridian.chaos.Round.Plan;
import meridian.chaos.load.ClientAnswerer;
import meridian.chaos.load.ClientLockUser;
import meridian.chaos.load.KeyValueWorkload;
import meridian.chaos.load.LockWorkload;
import meridian.chaos.load.Workload;
import org.junit.jupiter.api.Test;

/** The Java client, while nodes are killed, paused and cut off. */
class ClientFaultsTest {
    private static final Map<String, Workload.Maker> WORKLOADS = Map.of(
            "kv", stage -> new KeyValueWorkload(stage, ClientAnswerer::several),
            "lock", stage -> new LockWorkload(stage, ClientLockUser::all));

    /** The order is the seed's. */
    private static final List<Fault> FAULTS =
            List.of(Faults.KILL_LEADER, Faults.PAUSE_LEADER, Faults.ONE_WAY, Faults.CUT_LEADER, Faults.KILL_ALL);

    @Test
    void what_it_says_of_writes_is_true_and_nobody_writes_who_does_not_hold_the_lock() {
        Experiment.run("client", NodeFile.SMALL, setting -> {
            setting.cluster().start();
            Plan plan = new Plan("client", WORKLOADS, Faults.shuffled(FAULTS, setting.randomness()));
            Tests.round(setting, plan).requireGood();
        });
    }
}
