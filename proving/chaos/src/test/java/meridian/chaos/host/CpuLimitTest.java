package meridian.chaos.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import meridian.base.Machine;
import meridian.base.Ticker;
import meridian.chaos.base.Await;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CpuLimitTest {
    private static final Ticker TICKER = Machine.ticker();
    private static final Duration WINDOW = Duration.ofSeconds(2);

    @BeforeEach
    void look() {
        Needs.require(Set.of(Mechanism.CPU_LIMITS));
    }

    private static Programs.Running busy(CpuLimit limit) {
        List<String> line = new ArrayList<>(limit.enter());
        line.addAll(List.of("sh", "-c", "while :; do :; done"));
        return Programs.start(line);
    }

    /** How much of a core it used for a while. */
    private static double share(Process process) {
        long begin = TICKER.nanos();
        Duration before = used(process);
        Await.until(
                "the window has passed",
                Programs.PATIENCE,
                () -> TICKER.since(begin).compareTo(WINDOW) > 0);
        Duration spent = used(process).minus(before);
        return (double) spent.toNanos() / TICKER.since(begin).toNanos();
    }

    private static Duration used(Process process) {
        return process.info().totalCpuDuration().orElseThrow();
    }

    @Test
    void a_busy_process_is_held_to_its_part_of_a_core_until_it_is_released() {
        try (CpuLimit limit = CpuLimit.create("busy");
                Programs.Running loop = busy(limit)) {
            limit.hold(0.1);
            // The kernel counts in tenths of a second.
            assertThat(share(loop.process())).isBetween(0.01, 0.2);
            limit.release();
            Await.until("it gets more again", Programs.PATIENCE, () -> share(loop.process()) > 0.25);
            limit.hold(0.1);
            assertThat(share(loop.process())).isLessThan(0.2);
        }
    }

    @Test
    void the_group_goes_with_it_and_so_does_what_runs_in_it() {
        long pid = ProcessHandle.current().pid();
        CpuLimit limit = CpuLimit.create("gone");
        Programs.Running loop = busy(limit);
        limit.hold(0.5);
        assertThat(Traces.groups(pid)).hasSize(1);
        limit.close();
        assertThat(Traces.groups(pid)).isEmpty();
        Await.until(
                "what was in it has ended",
                Programs.PATIENCE,
                () -> !loop.process().isAlive());
    }
}
