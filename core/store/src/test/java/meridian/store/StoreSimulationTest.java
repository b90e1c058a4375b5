package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import meridian.base.Machine;
import meridian.raft.Replicator;
import meridian.testkit.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole store on three nodes in a simulated world of trouble, seed by seed. */
class StoreSimulationTest {
    private static final int SEEDS = 30;
    private static final int CANARY_SEEDS = 10;
    private static final int SEEDS_PER_REPETITION = 10;

    @TempDir
    Path folder;

    @Test
    void no_client_is_told_anything_impossible() {
        Seeds.forEach(Seeds.of(SEEDS), seed -> {
            List<String> transcript = run(seed, UnaryOperator.identity());
            if (seed % SEEDS_PER_REPETITION == 0) {
                assertThat(run(seed, UnaryOperator.identity()))
                        .as("the transcript of a second run")
                        .isEqualTo(transcript);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void a_known_mistake_is_found_within_ten_seeds(FaultyReplicator.Mistake mistake) {
        assertThat(LongStream.rangeClosed(1, CANARY_SEEDS)).anySatisfy(seed -> {
            StoreRun run = new StoreRun(seed, folder.resolve("canary"), mistake);
            try (run) {
                run.trouble();
                run.peace();
                assertThatThrownBy(run::check).hasMessageContaining(mistake.symptom());
            }
        });
    }

    private List<String> run(long seed, UnaryOperator<Replicator> bug) {
        try (StoreRun run = new StoreRun(seed, folder.resolve("run"), bug)) {
            try {
                run.trouble();
                run.peace();
                run.check();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(e + "\nwhat happened stands in " + write(seed, run.transcript()), e);
            }
            return run.transcript();
        }
    }

    private static Path write(long seed, List<String> transcript) {
        Path file = Path.of("target", "simulation", "seed-" + seed + ".txt").toAbsolutePath();
        Machine.disk().replace(file, String.join("\n", transcript).getBytes(StandardCharsets.UTF_8));
        return file;
    }
}
