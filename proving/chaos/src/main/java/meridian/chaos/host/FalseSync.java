package meridian.chaos.host;

import java.nio.file.Path;
import java.util.List;

/**
 * Syncs that say that they are done, and do nothing. No program can live with that when power is lost, so this is no fault
 * to torment one with: it is for seeing that the rig notices what was acknowledged before it was on a disk.
 */
record FalseSync(Path library) {
    static FalseSync create() {
        return new FalseSync(Preload.find("libeatmydata.so", "libeatmydata", "eatmydata"));
    }

    /** What comes before a command whose syncs are to do nothing. */
    List<String> enter() {
        return List.of("env", "LD_PRELOAD=" + library);
    }
}
