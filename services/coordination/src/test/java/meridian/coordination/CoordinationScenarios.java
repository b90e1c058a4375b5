package meridian.coordination;

import java.util.List;
import java.util.function.UnaryOperator;
import meridian.store.Store;
import meridian.testkit.Canary;
import meridian.testkit.Scenario;

/** Recipes on three nodes in a world of trouble, and the mistakes that must be found there. */
public final class CoordinationScenarios {
    /** Users of one lock, and a key that only the holder may write. */
    public static final Scenario LOCK = lock("lock", UnaryOperator.identity(), true);

    /** Users of all other recipes. */
    public static final Scenario RECIPES = recipes("recipes", UnaryOperator.identity());

    private static final int SEEDS_MAX = 10;

    private CoordinationScenarios() {}

    private static Scenario lock(String name, UnaryOperator<Store> bug, boolean guarded) {
        return new Scenario(name, (seed, folder) -> new LockRun(seed, folder, bug, guarded));
    }

    private static Scenario recipes(String name, UnaryOperator<Store> bug) {
        return new Scenario(name, (seed, folder) -> new RecipeRun(seed, folder, bug));
    }

    /** The mistakes that users of the lock must find. */
    public static List<Canary> lockCanaries() {
        return List.of(
                new Canary(
                        lock("lock-without-a-fence", UnaryOperator.identity(), false),
                        SEEDS_MAX,
                        List.of("written while the holder was")),
                new Canary(
                        lock("lock-without-rechecking-the-lease", TrustingStore::new, true),
                        60,
                        List.of("was told to hold while the holder was")));
    }

    /** The mistakes that users of the other recipes must find. */
    public static List<Canary> recipeCanaries() {
        return List.of(
                canary(
                        "numbers-written-without-a-condition",
                        CarelessStore::withoutConditionOnNumbers,
                        "history of count"),
                canary("permits-counted-as-one", CarelessStore::withOnePermitEach, "more permits were held"),
                canary("rounds-written-without-a-condition", CarelessStore::withoutConditionOnRounds, "round"),
                canary("locks-taken-without-a-condition", CarelessStore::withoutConditionOnLocks, "one has it alone"),
                canary("latches-read-where-asked", CarelessStore::withSerializableLatches, "history of gate"));
    }

    private static Canary canary(String mistake, UnaryOperator<Store> bug, String symptom) {
        return new Canary(recipes("recipes-" + mistake, bug), SEEDS_MAX, List.of(symptom));
    }
}
