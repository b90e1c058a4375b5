package meridian.chaos;

import java.util.List;
import meridian.chaos.Round.Plan;
import org.junit.jupiter.api.Test;

/** A small load goes on while nodes are killed, paused and cut off. */
class MixedFaultsTest {
    private static final int KEYS = 3;
    private static final int CLIENTS_PER_KEY = 5;
    private static final long ANSWERS_MIN = 300;

    /** The order is the seed's. */
    private static final List<Fault> FAULTS =
            List.of(Fault.KILL_LEADER, Fault.PAUSE_LEADER, Fault.CUT_ONE_WAY, Fault.ISOLATE_LEADER, Fault.KILL_ALL);

    @Test
    void what_was_acknowledged_is_there_and_no_read_is_stale() {
        Experiment.run("mixed", Experiment.seed(), NodeFile.SMALL, setting -> {
            setting.cluster().start();
            List<Fault> faults = Fault.shuffled(FAULTS, setting.randomness());
            Plan plan = new Plan("mixed", KEYS, CLIENTS_PER_KEY, ANSWERS_MIN, faults);
            Round.Report report =
                    new Round(setting.cluster(), plan, setting.randomness(), System.out::println).run(setting.folder());
            System.out.println(report);
            report.requireGood();
        });
    }
}
