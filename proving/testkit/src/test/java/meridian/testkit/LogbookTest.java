package meridian.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import meridian.base.Machine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogbookTest {
    private static final long NEW_YEAR = 1_767_225_600_000L;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path folder;

    @Test
    void each_run_leaves_an_entry_behind_those_before_it() {
        Path page = folder.resolve("docs/reliability.md");
        Machine.disk().replace(page, "# Runs\n".getBytes(StandardCharsets.UTF_8));
        Logbook logbook = new Logbook(page, "abc1234", () -> NEW_YEAR, Machine.disk());

        logbook.add("an hour of faults", "| a | b |\n");
        logbook.add("a thousand seeds", "All well.");

        assertThat(new String(Machine.disk().read(page), StandardCharsets.UTF_8))
                .isEqualTo("""
                        # Runs

                        ## 2026-01-01, an hour of faults

                        Commit abc1234. | a | b |

                        ## 2026-01-01, a thousand seeds

                        Commit abc1234. All well.
                        """);
    }
}
