package meridian.chaos.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import meridian.base.Machine;
import meridian.base.Ticker;
import meridian.chaos.base.Await;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrongClockTest {
    private static final Ticker TICKER = Machine.ticker();

    /** Between two looks at clocks much may happen on a busy machine. */
    private static final long BLUR_MILLIS = 20_000;

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path temporary = Path.of("");

    @BeforeEach
    void look() {
        Needs.require(Set.of(Mechanism.CLOCKS));
    }

    /** How wrong the time of day is for a program, in milliseconds, what its interval clock says, and how often it waited. */
    private record Look(long wrong, long interval, long waits) {
        static Look at(Programs.Running program) {
            program.tell("");
            String[] said = program.hear().split(" ", 3);
            long wrong = Long.parseLong(said[0]) - Machine.clock().unixMillis();
            return new Look(wrong, Long.parseLong(said[1]), Long.parseLong(said[2]));
        }
    }

    private static Programs.Running start(WrongClock clock) {
        List<String> line = new ArrayList<>(clock.enter());
        line.addAll(Programs.java(Timepieces.class));
        return Programs.start(line);
    }

    private static boolean isWrong(Programs.Running program, Duration by) {
        return Math.abs(Look.at(program).wrong() - by.toMillis()) < BLUR_MILLIS;
    }

    @Test
    void a_jump_reaches_a_program_that_runs_and_leaves_its_intervals() {
        WrongClock clock = WrongClock.create(temporary.resolve("clock"), TICKER);
        try (Programs.Running program = start(clock)) {
            assertThat(isWrong(program, Duration.ZERO)).isTrue();
            long begin = TICKER.nanos();
            Look before = Look.at(program);
            clock.jump(HOUR);
            Await.until("it is an hour later", Programs.PATIENCE, () -> isWrong(program, HOUR));
            clock.jump(HOUR.multipliedBy(-3));
            Await.until("it is two hours earlier", Programs.PATIENCE, () -> isWrong(program, HOUR.multipliedBy(-2)));
            Look after = Look.at(program);
            assertThat(after.interval() - before.interval())
                    .isBetween(0L, TICKER.since(begin).toMillis() + 1);
            clock.correct();
            Await.until("it is right again", Programs.PATIENCE, () -> isWrong(program, Duration.ZERO));
        }
    }

    @Test
    void a_time_that_was_wrong_is_still_wrong_after_a_new_start() {
        WrongClock clock = WrongClock.create(temporary.resolve("clock"), TICKER);
        clock.jump(HOUR);
        try (Programs.Running program = start(clock)) {
            assertThat(isWrong(program, HOUR)).isTrue();
        }
        clock.jump(HOUR);
        try (Programs.Running program = start(clock)) {
            assertThat(isWrong(program, HOUR.multipliedBy(2))).isTrue();
        }
    }

    @Test
    void time_that_drifts_leaves_from_where_it_was_and_goes_its_own_pace() {
        WrongClock clock = WrongClock.create(temporary.resolve("clock"), TICKER);
        clock.jump(HOUR);
        try (Programs.Running program = start(clock)) {
            long first = Look.at(program).wrong();
            clock.drift(3);
            Await.until(
                    "it has drifted away by ten seconds",
                    Programs.PATIENCE,
                    () -> Look.at(program).wrong() > first + 10_000);
            Look begin = Look.at(program);
            assertThat(begin.wrong())
                    .isBetween(clock.wrong().toMillis() - 5_000, clock.wrong().toMillis() + 1_000);
            Await.until(
                    "much time has passed",
                    Programs.PATIENCE,
                    () -> Look.at(program).interval() > begin.interval() + 5_000);
            Look end = Look.at(program);
            assertThat(end.wrong() - begin.wrong())
                    .isCloseTo(2 * (end.interval() - begin.interval()), Percentage.withPercentage(30));
            clock.correct();
        }
    }

    @Test
    void threads_that_wait_for_a_while_wake_up_whatever_the_time() {
        WrongClock clock = WrongClock.create(temporary.resolve("clock"), TICKER);
        try (Programs.Running program = start(clock)) {
            for (double pace : List.of(1.2, 0.5, 3.0)) {
                clock.drift(pace);
                awaitWaits(program);
            }
            clock.jump(HOUR.negated());
            awaitWaits(program);
            clock.correct();
            awaitWaits(program);
        }
    }

    /** Of three seconds, after one of which a change of the clock is seen. */
    private static void awaitWaits(Programs.Running program) {
        long enough = Look.at(program).waits() + 30;
        Await.until("it waited again", Programs.PATIENCE, () -> Look.at(program).waits() > enough);
    }

    @Test
    void without_a_fault_it_is_right() {
        WrongClock clock = WrongClock.create(temporary.resolve("clock"), TICKER);
        assertThat(clock.wrong()).isZero();
        clock.jump(HOUR);
        assertThat(clock.wrong()).isEqualTo(HOUR);
        clock.correct();
        assertThat(clock.wrong()).isZero();
    }
}
