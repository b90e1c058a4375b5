package meridian.store;

import java.nio.file.Path;
import java.util.List;
import meridian.testkit.Canary;
import meridian.testkit.Scenario;

/** Transactions over several keys of the store, in a world of trouble. */
public final class TransactionScenario implements Scenario {
    private final String name;
    private final Flaws flaws;

    public TransactionScenario() {
        this("transactions", Flaws.NONE);
    }

    private TransactionScenario(String name, Flaws flaws) {
        this.name = name;
        this.flaws = flaws;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Run begin(long seed, Path folder) {
        return new TransactionRun(seed, folder, flaws);
    }

    /** The mistakes that this scenario must find by what clients see alone. */
    public static List<Canary> canaries() {
        FaultyReplicator.Mistake mistake = FaultyReplicator.Mistake.READ_WITHOUT_CONFIRMING_THE_LEADER;
        Scenario scenario = new TransactionScenario("transactions-" + mistake.spelled(), Flaws.of(mistake));
        return List.of(new Canary(scenario, 10, List.of("not strictly serializable")));
    }
}
