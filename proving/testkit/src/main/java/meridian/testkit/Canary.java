package meridian.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A scenario with a known mistake built into it, which its checks must find: it tests the test.
 *
 * @param seedsMax how many seeds may pass before it is found
 * @param symptoms what the checks say when they find it, one of these
 */
public record Canary(Scenario scenario, int seedsMax, List<String> symptoms) {
    public Canary {
        symptoms = List.copyOf(symptoms);
    }

    public String name() {
        return scenario.name();
    }

    /** Where it was found, and by what. */
    public record Caught(long seed, String symptom) {}

    /** Runs the seeds from 1 on until the mistake is found. Throws when something else is found, or nothing. */
    public Caught require(Trial trial) {
        List<String> others = new ArrayList<>();
        for (long seed = 1; seed <= seedsMax; seed++) {
            try {
                trial.run(seed);
            } catch (AssertionError e) {
                String message = String.valueOf(e.getMessage());
                Optional<String> symptom =
                        symptoms.stream().filter(message::contains).findFirst();
                if (symptom.isPresent()) {
                    return new Caught(seed, symptom.get());
                }
                others.add(message);
            }
        }
        throw new AssertionError("the mistake " + name() + " was not found in " + seedsMax + " seeds by any of "
                + symptoms + ", but this: " + others);
    }
}
