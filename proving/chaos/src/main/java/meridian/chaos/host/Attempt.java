package meridian.chaos.host;

import java.io.IOException;
import meridian.chaos.base.ChaosFailure;

/** What may fail as files do, and then fails the run. */
@FunctionalInterface
interface Attempt<T> {
    T run() throws IOException;

    static <T> T to(String what, Attempt<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new ChaosFailure("Cannot " + what + ": " + e, e);
        }
    }
}
