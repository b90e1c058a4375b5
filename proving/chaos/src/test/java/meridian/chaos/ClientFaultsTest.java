package meridian.chaos;

import java.util.List;
import meridian.chaos.Round.Plan;
import org.junit.jupiter.api.Test;

/** The Java client, while nodes are killed, paused and cut off. */
class ClientFaultsTest {
    private static final int KEYS = 3;
    private static final int CLIENTS_PER_KEY = 4;
    private static final long ANSWERS_MIN = 200;
    private static final int HOLDS_MIN = 6;

    /** The order is the seed's. */
    private static final List<Fault> FAULTS =
            List.of(Fault.KILL_LEADER, Fault.PAUSE_LEADER, Fault.CUT_ONE_WAY, Fault.ISOLATE_LEADER, Fault.KILL_ALL);

    private static final List<Fault> LOCK_FAULTS = List.of(Fault.KILL_LEADER, Fault.PAUSE_LEADER, Fault.ISOLATE_LEADER);

    @Test
    void what_it_says_of_writes_is_true_and_it_does_none_twice() {
        Experiment.run("client", Experiment.seed(), NodeFile.SMALL, setting -> {
            setting.cluster().start();
            List<Fault> faults = Fault.shuffled(FAULTS, setting.randomness());
            Plan plan = new Plan("client", KEYS, CLIENTS_PER_KEY, ANSWERS_MIN, faults);
            Round.Report report = new Round(
                            setting.cluster(), plan, ClientAnswerer::several, setting.randomness(), System.out::println)
                    .run(setting.folder());
            System.out.println(report);
            report.requireGood();
        });
    }

    @Test
    void fences_grow_and_nobody_writes_who_does_not_hold() {
        Experiment.run("client-locks", Experiment.seed(), NodeFile.SMALL, setting -> {
            setting.cluster().start();
            LockRound round =
                    new LockRound(setting.cluster(), ClientLockUser::all, setting.randomness(), System.out::println);
            LockRound.Report report =
                    round.run(Fault.shuffled(LOCK_FAULTS, setting.randomness()), HOLDS_MIN, setting.folder());
            System.out.println(report);
            report.requireGood();
        });
    }
}
