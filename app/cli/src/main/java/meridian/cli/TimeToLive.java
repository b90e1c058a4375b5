package meridian.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a session may be without a sign of life. */
final class TimeToLive {
    private static final int SECONDS_MIN = 5;

    @Option(
            names = "--ttl",
            paramLabel = "SECONDS",
            description =
                    "After so long without a sign of life from here the cluster gives it to the next one (default: ${DEFAULT-VALUE}).",
            defaultValue = "10")
    private int seconds;

    Duration duration() {
        if (seconds < SECONDS_MIN) {
            throw new Failure("--ttl " + seconds + " is too short to survive a change of the cluster's leader: give "
                    + SECONDS_MIN + " or more.");
        }
        return Duration.ofSeconds(seconds);
    }
}
