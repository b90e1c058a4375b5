package meridian.chaos;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Five users of one lock, who now and then sleep for longer than their lease, while nodes are killed, paused and cut off. */
class LockFaultsTest {
    private static final int HOLDS_MIN = 6;

    /** The order is the seed's. */
    private static final List<Fault> FAULTS = List.of(Fault.KILL_LEADER, Fault.PAUSE_LEADER, Fault.ISOLATE_LEADER);

    @Test
    void fences_grow_and_nobody_writes_who_does_not_hold() {
        Experiment.run("locks", Experiment.seed(), NodeFile.SMALL, setting -> {
            setting.cluster().start();
            LockRound round = new LockRound(setting.cluster(), setting.randomness(), System.out::println);
            LockRound.Report report =
                    round.run(Fault.shuffled(FAULTS, setting.randomness()), HOLDS_MIN, setting.folder());
            System.out.println(report);
            report.requireGood();
        });
    }
}
