package meridian.coordination;

import java.util.List;
import java.util.function.UnaryOperator;
import meridian.store.Store;
import meridian.testkit.Canary;
import meridian.testkit.Scenario;

/** Recipes on three nodes in a world of trouble, and the mistakes that must be found there. */
public final class LockScenarios {
    /** Users of one lock, and a key that only the holder may write. */
    public static final Scenario LOCK = lock("lock", UnaryOperator.identity(), true);

    private LockScenarios() {}

    private static Scenario lock(String name, UnaryOperator<Store> bug, boolean guarded) {
        return new Scenario(name, (seed, folder) -> new LockRun(seed, folder, bug, guarded));
    }

    public static List<Canary> canaries() {
        return List.of(
                new Canary(
                        lock("lock-without-a-fence", UnaryOperator.identity(), false),
                        10,
                        List.of("written while the holder was")),
                new Canary(
                        lock("lock-without-rechecking-the-lease", TrustingStore::new, true),
                        60,
                        List.of("was told to hold while the holder was")));
    }
}
