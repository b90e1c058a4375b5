package meridian.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import meridian.base.Machine;
import meridian.testkit.Canary;
import meridian.testkit.Logbook;
import meridian.testkit.Scenario;
import meridian.testkit.SimulatedTicker;
import meridian.testkit.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counting and reporting, with a world of one event that takes a minute. */
class CampaignTest {
    private static final Duration FOREVER = Campaign.Plan.NO_LIMIT;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final SimulatedTicker ticker = new SimulatedTicker();

    private Campaign campaign() {
        return new Campaign(folder.resolve("data"), folder, ticker, new PrintWriter(out, true));
    }

    private Scenario toy(long broken) {
        return new Scenario("toy", (seed, _) -> new ToyRun(ticker, new Simulation(seed), seed == broken));
    }

    private record ToyRun(SimulatedTicker ticker, Simulation simulation, boolean broken) implements Scenario.Run {
        @Override
        public void play() {
            ticker.advance(Duration.ofMinutes(1));
            simulation.after(Duration.ofSeconds(1), () -> simulation.fault("bump"));
            simulation.runUntilQuiet();
            if (broken) {
                throw new AssertionError("broken");
            }
        }

        @Override
        public Scenario.Traffic traffic() {
            return new Scenario.Traffic(7, 2);
        }

        @Override
        public void close() {}
    }

    @Test
    void the_table_adds_up() {
        assertThat(campaign().run(List.of(toy(0)), new Campaign.Plan(1, 3, FOREVER)))
                .isTrue();
        assertThat(out.toString())
                .containsPattern("toy +3 +3 +21 +6 +0")
                .containsPattern("bump +3")
                .contains("3 seeds done, 0 violations");
    }

    @Test
    void what_goes_wrong_is_shown_and_counted_and_the_rest_goes_on() {
        assertThat(campaign().run(List.of(toy(2)), new Campaign.Plan(1, 3, FOREVER)))
                .isFalse();
        assertThat(out.toString())
                .contains("seed 2 of toy fails; to replay: ./meridian simulate --only toy --from 2 --seeds 1")
                .containsPattern("toy +3 +2 +14 +4 +1");
    }

    @Test
    void what_came_of_a_run_can_be_kept() {
        Campaign campaign = campaign();
        campaign.run(List.of(toy(2)), new Campaign.Plan(1, 3, FOREVER));
        Path page = folder.resolve("page.md");
        campaign.record(new Logbook(page, "abc1234", () -> 0, Machine.disk()));
        assertThat(new String(Machine.disk().read(page), StandardCharsets.UTF_8))
                .contains("## 1970-01-01, simulation", "Commit abc1234. Seeds from 1 on.")
                .contains("| toy | 3 | 2 | 14 | 4 | 1 |", "| bump | 2 |");
    }

    @Test
    void no_seed_begins_when_the_time_is_over() {
        campaign().run(List.of(toy(0)), new Campaign.Plan(1, Long.MAX_VALUE, Duration.ofMinutes(5)));
        assertThat(out.toString()).containsPattern("toy +5 ");
    }

    @Test
    void a_mistake_that_is_not_found_is_said() {
        Canary loud = new Canary(toy(2), 5, List.of("broken"));
        assertThat(campaign().findMistakes(List.of(loud))).isTrue();
        assertThat(out.toString()).contains("at seed 2: broken");
        Canary silent = new Canary(toy(9), 5, List.of("broken"));
        assertThat(campaign().findMistakes(List.of(loud, silent))).isFalse();
        assertThat(out.toString()).contains("NOT: the mistake toy was not found in 5 seeds");
    }
}
