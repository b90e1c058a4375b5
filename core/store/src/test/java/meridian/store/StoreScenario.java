package meridian.store;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import meridian.testkit.Canary;
import meridian.testkit.Scenario;
import meridian.testkit.SimulatedGroup;

/** The whole store on three nodes, with clients that ask for everything there is, in a world of trouble. */
public final class StoreScenario implements Scenario {
    private final String name;
    private final Flaws flaws;

    public StoreScenario() {
        this("store", Flaws.NONE);
    }

    private StoreScenario(String name, Flaws flaws) {
        this.name = name;
        this.flaws = flaws;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Run begin(long seed, Path folder) {
        return new StoreRun(seed, folder, flaws);
    }

    /** The mistakes that this scenario must find. */
    public static List<Canary> canaries() {
        return List.of(
                canary(
                        "acknowledge-before-fsync",
                        Flaws.of(SimulatedGroup.Flaw.ACKNOWLEDGE_BEFORE_FSYNC),
                        10,
                        "replicas differ",
                        "acknowledged and not there",
                        "which was never written",
                        "which nobody committed"),
                canary(
                        "snapshot-without-the-last-batch",
                        Flaws.of(SimulatedGroup.Flaw.SNAPSHOT_WITHOUT_THE_LAST_BATCH),
                        10,
                        "replicas differ"),
                canary(FaultyReplicator.Mistake.RETRY_WITH_A_NEW_NUMBER, 10),
                canary(FaultyReplicator.Mistake.READ_WITHOUT_CONFIRMING_THE_LEADER, 10),
                canary("expire-by-own-clock", Flaws.OWN_CLOCK, 10, "less than", "the end of all leases"));
    }

    private static Canary canary(FaultyReplicator.Mistake mistake, int seedsMax) {
        return canary(mistake.spelled(), Flaws.of(mistake), seedsMax, mistake.symptom());
    }

    private static Canary canary(String mistake, Flaws flaws, int seedsMax, String... symptoms) {
        return new Canary(
                new StoreScenario("store-" + mistake, flaws),
                seedsMax,
                Stream.of(symptoms).toList());
    }
}
