package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import meridian.testkit.SeededRandomness;
import org.junit.jupiter.api.Test;

class RateFitTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long POLL = 16 * SECOND;
    private static final double PPM = 1e-6;

    private final RateFit fit = new RateFit();
    private final SeededRandomness randomness = new SeededRandomness(4);

    @Test
    void it_finds_how_wrong_a_clock_runs() {
        addMany(20 * PPM);
        assertThat(fit.rate()).isCloseTo(20 * PPM, within(PPM));
        long truth = Math.round(31 * POLL * (1 + 20 * PPM));
        assertThat(fit.likeliest()).isBetween(truth - 60_000, truth + 60_000);
    }

    @Test
    void one_that_is_far_off_does_not_matter() {
        for (int i = 0; i < 32; i++) {
            fit.add(i == 20 ? noisy(i * POLL + 40_000_000, 0, 100_000) : noisy(i * POLL, 0, 100_000));
        }
        assertThat(fit.rate()).isCloseTo(0, within(PPM));
    }

    @Test
    void of_few_answers_no_rate_is_made() {
        fit.add(noisy(0, 40 * PPM, 0));
        fit.add(noisy(SECOND, 40 * PPM, 0));
        assertThat(fit.rate()).isZero();
        assertThat(fit.likeliest()).isEqualTo(noisy(SECOND, 40 * PPM, 0).middle());
    }

    @Test
    void what_is_likely_is_within_what_is_known() {
        for (int i = 0; i < 31; i++) {
            fit.add(noisy(i * POLL, 0, 100_000));
        }
        Span newest = new Span(31 * POLL, 31 * POLL + 5_000_000, 31 * POLL + 9_000_000);
        fit.add(newest);
        assertThat(newest.contains(fit.likeliest())).isTrue();
    }

    @Test
    void what_is_forgotten_is_gone() {
        addMany(20 * PPM);
        fit.forget();
        assertThat(fit.rate()).isZero();
    }

    private void addMany(double rate) {
        for (int i = 0; i < 32; i++) {
            fit.add(noisy(i * POLL, rate, 100_000));
        }
    }

    /** A span around where a clock of this rate has the true time, its middle a little off. */
    private Span noisy(long tick, double rate, long noise) {
        long middle = tick + Math.round(tick * rate) + (noise == 0 ? 0 : randomness.between(-noise, noise));
        return new Span(tick, middle - 200_000, middle + 200_000);
    }
}
