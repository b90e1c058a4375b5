package meridian.coordination;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import meridian.store.Store;
import meridian.testkit.Canary;
import meridian.testkit.Scenario;

/** Users of one lock on three nodes, and a key that only the holder may write, in a world of trouble. */
public final class LockScenario implements Scenario {
    private final String name;
    private final UnaryOperator<Store> bug;
    private final boolean guarded;

    public LockScenario() {
        this("lock", UnaryOperator.identity(), true);
    }

    private LockScenario(String name, UnaryOperator<Store> bug, boolean guarded) {
        this.name = name;
        this.bug = bug;
        this.guarded = guarded;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Run begin(long seed, Path folder) {
        return new LockRun(seed, folder, bug, guarded);
    }

    /** The mistakes that this scenario must find. */
    public static List<Canary> canaries() {
        return List.of(
                new Canary(
                        new LockScenario("lock-without-a-fence", UnaryOperator.identity(), false),
                        10,
                        List.of("written while the holder was")),
                new Canary(
                        new LockScenario("lock-without-rechecking-the-lease", TrustingStore::new, true),
                        30,
                        List.of("was told to hold while the holder was")));
    }
}
