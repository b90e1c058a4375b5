package meridian.store;

import java.util.List;
import meridian.testkit.Canary;
import meridian.testkit.Scenario;
import meridian.testkit.SimulatedGroup;

/** Three nodes with the whole store in a world of trouble, and the mistakes that must be found there. */
public final class StoreScenarios {
    /** Clients that ask for everything there is; every change must be explained. */
    public static final Scenario STORE = store("store", Flaws.NONE);

    /** Transactions over several keys, judged by what their clients saw alone. */
    public static final Scenario TRANSACTIONS = transactions("transactions", Flaws.NONE);

    private static final int SEEDS_MAX = 10;

    private StoreScenarios() {}

    private static Scenario store(String name, Flaws flaws) {
        return new Scenario(name, (seed, folder) -> new StoreRun(seed, folder, flaws));
    }

    private static Scenario transactions(String name, Flaws flaws) {
        return new Scenario(name, (seed, folder) -> new TransactionRun(seed, folder, flaws));
    }

    /** The mistakes that the store's own checks must find. */
    public static List<Canary> storeCanaries() {
        return List.of(
                canary(
                        store("store-acknowledge-before-fsync", Flaws.of(SimulatedGroup.Flaw.ACKNOWLEDGE_BEFORE_FSYNC)),
                        "replicas differ",
                        "acknowledged and not there",
                        "which was never written",
                        "which nobody committed"),
                canary(
                        store(
                                "store-snapshot-without-the-last-batch",
                                Flaws.of(SimulatedGroup.Flaw.SNAPSHOT_WITHOUT_THE_LAST_BATCH)),
                        "replicas differ"),
                canary(
                        store(
                                "store-retry-with-a-new-number",
                                Flaws.of(FaultyReplicator.Mistake.RETRY_WITH_A_NEW_NUMBER)),
                        "done twice"),
                canary(
                        store(
                                "store-read-without-confirming-the-leader",
                                Flaws.of(FaultyReplicator.Mistake.READ_WITHOUT_CONFIRMING_THE_LEADER)),
                        "had been reached before this began"),
                canary(
                        store("store-expire-by-own-clock", Flaws.OWN_CLOCK),
                        "ended at",
                        "the end of all leases did not happen"));
    }

    /** The mistakes that clients of transactions must find. */
    public static List<Canary> transactionCanaries() {
        return List.of(canary(
                transactions(
                        "transactions-read-without-confirming-the-leader",
                        Flaws.of(FaultyReplicator.Mistake.READ_WITHOUT_CONFIRMING_THE_LEADER)),
                "not strictly serializable"));
    }

    private static Canary canary(Scenario scenario, String... symptoms) {
        return new Canary(scenario, SEEDS_MAX, List.of(symptoms));
    }
}
