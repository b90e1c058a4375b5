package meridian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialTest {
    @TempDir
    Path folder;

    private final List<Long> runs = new ArrayList<>();

    private Trial trial(Scenario scenario) {
        return new Trial(scenario, folder.resolve("scratch"), folder.resolve("evidence"));
    }

    /** Fails for some seeds; what it notes is its seed and, if wanted, how many runs there were. */
    private Scenario toy(LongPredicate fails, boolean noteRuns) {
        return new Scenario("toy", (seed, _) -> {
            runs.add(seed);
            return new ToyRun(new Simulation(seed), fails.test(seed), noteRuns ? "run " + runs.size() : "");
        });
    }

    private record ToyRun(Simulation simulation, boolean fails, String note) implements Scenario.Run {
        @Override
        public void play() {
            simulation.after(Duration.ofMillis(5), () -> simulation.note("seed " + simulation.seed() + note));
            simulation.after(Duration.ofMillis(6), () -> simulation.fault("toy broken"));
            simulation.runUntilQuiet();
            if (fails) {
                throw new AssertionError("the toy is broken");
            }
        }

        @Override
        public Scenario.Traffic traffic() {
            return new Scenario.Traffic(3, 1);
        }

        @Override
        public void close() {}
    }

    @Test
    void runs_add_up() {
        Trial trial = trial(toy(_ -> false, false));
        Trial.Report report = trial.run(1).plus(trial.run(2));
        assertThat(report).isEqualTo(new Trial.Report(2, 4, new Scenario.Traffic(6, 2), Map.of("toy broken", 2L)));
    }

    @Test
    void a_failing_seed_says_in_one_line_how_to_replay_it_and_leaves_a_transcript() {
        Trial trial = trial(toy(seed -> seed == 7, false));
        assertThatThrownBy(() -> trial.run(7))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "seed 7 of toy fails; to replay: ./meridian simulate --only toy --from 7 --seeds 1\n")
                .hasMessageContaining("the toy is broken");
        assertThat(folder.resolve("evidence/toy-7.txt")).content().isEqualTo("       5,000 us  seed 7\n");
    }

    @Test
    void one_seed_in_ten_is_run_twice_and_must_repeat_itself() {
        Trial trial = trial(toy(_ -> false, true));
        for (long seed = 11; seed < 20; seed++) {
            trial.run(seed);
        }
        assertThat(runs).hasSize(9);
        assertThatThrownBy(() -> trial.run(20)).hasMessageContaining("two runs differ");
        assertThat(folder.resolve("evidence")).isDirectoryContaining(it -> it.endsWith("toy-20-first.txt"));
        assertThat(folder.resolve("evidence")).isDirectoryContaining(it -> it.endsWith("toy-20-second.txt"));
        assertThat(Files.exists(folder.resolve("evidence/toy-11.txt"))).isFalse();
    }

    @Test
    void a_smoke_runs_what_is_known_and_then_fresh_seeds_for_so_many_events() {
        Trial.Report report = trial(toy(_ -> false, false)).smoke(List.of(1L, 2L), 10);
        assertThat(report.seeds()).isEqualTo(7);
        assertThat(runs.stream().distinct()).startsWith(1L, 2L, Seeds.fresh(), Seeds.fresh() + 1);
    }

    @Test
    void a_canary_is_caught_at_the_first_seed_that_shows_its_symptom() {
        Scenario broken = toy(seed -> seed >= 3, false);
        Canary canary = new Canary(broken, 5, List.of("is whole", "is broken"));
        assertThat(canary.require(trial(broken))).isEqualTo(new Canary.Caught(3, "is broken"));
    }

    @Test
    void a_canary_that_goes_on_singing_is_an_error() {
        Scenario broken = toy(seed -> seed == 2, false);
        assertThatThrownBy(() -> new Canary(broken, 3, List.of("is whole")).require(trial(broken)))
                .hasMessageContaining("the mistake toy was not found in 3 seeds by any of [is whole]")
                .hasMessageContaining("the toy is broken");
        Scenario good = toy(_ -> false, false);
        assertThatThrownBy(() -> new Canary(good, 3, List.of("is broken")).require(trial(good)))
                .hasMessageContaining("was not found in 3 seeds");
    }

    @Test
    void known_seeds_come_with_a_reason() {
        assertThat(Seeds.known(TrialTest.class, "toy")).containsExactly(4711L, 42L);
    }
}
