package meridian.chaos.host;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** What a test needs of the machine. Where that is missing the test is skipped and says why; in CI it fails. */
public final class Needs {
    private static final Mechanisms MECHANISMS =
            Mechanisms.probe(Path.of("target", "probe").toAbsolutePath());

    private Needs() {}

    public static void require(Set<Mechanism> needed) {
        MECHANISMS.missing(needed).ifPresent(Needs::giveUp);
    }

    private static void giveUp(String reason) {
        if (Optional.ofNullable(System.getenv("CI")).isPresent()) {
            fail(reason);
        }
        abort(reason);
    }
}
