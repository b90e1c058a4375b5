package meridian.chaos.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import meridian.chaos.base.Await;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.base.Folders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the hosts of a harness leave behind, seen from outside, however the harness ends. */
class IsolatedHostsTest {
    private static final Path ISOLATED =
            Path.of("src", "main", "launch", "isolated").toAbsolutePath();

    @TempDir
    private Path temporary = Path.of("");

    @BeforeEach
    void look() {
        Needs.require(EnumSet.allOf(Mechanism.class));
    }

    /** In namespaces of its own once more, which end with it. */
    private Programs.Running harness() {
        List<String> line = Programs.java(Torment.class, temporary.toString());
        line.addFirst(ISOLATED.toString());
        Programs.Running harness = Programs.start(line);
        assertThat(harness.hear()).isEqualTo(Torment.READY);
        return harness;
    }

    private void requireNoTraces(long pid) {
        Await.until(
                "nothing is left of it: " + Traces.of(temporary),
                Programs.PATIENCE,
                () -> Traces.of(temporary).isEmpty() && Traces.groups(pid).isEmpty());
        assertThat(Command.of("ip", "link", "show").run()).doesNotContain("to-n1");
    }

    @Test
    void a_killed_harness_takes_everything_with_it_and_its_stall_ends() {
        Programs.Running harness = harness();
        long pid = harness.process().pid();
        assertThat(Traces.groups(pid)).hasSize(3);
        assertThat(devices()).hasSize(3);
        assertThat(mounts()).isEmpty();
        harness.close();
        requireNoTraces(pid);
    }

    @Test
    void an_interrupted_harness_takes_everything_with_it() {
        Programs.Running harness = harness();
        long pid = harness.process().pid();
        Command.of("kill", "-INT", Long.toString(pid)).run();
        Await.until("it has ended", Programs.PATIENCE, () -> !harness.process().isAlive());
        requireNoTraces(pid);
    }

    @Test
    void a_harness_that_ends_puts_everything_away() {
        Programs.Running harness = harness();
        long pid = harness.process().pid();
        harness.endInput();
        Await.until("it has ended", Programs.PATIENCE, () -> !harness.process().isAlive());
        assertThat(harness.process().exitValue()).isZero();
        requireNoTraces(pid);
    }

    @Test
    void a_host_that_cannot_be_made_leaves_nothing() {
        IsolatedHosts hosts = IsolatedHosts.create(temporary.resolve("hosts"), Set.of(Mechanism.CPU_LIMITS));
        hosts.add("n1", temporary.resolve("n1"));
        Folders.write(temporary.resolve("file"), "");
        assertThatThrownBy(() -> hosts.add("n2", temporary.resolve("file")))
                .isInstanceOf(ChaosFailure.class)
                .hasMessageContaining("file");
        hosts.close();
        requireNoTraces(ProcessHandle.current().pid());
    }

    @Test
    void what_was_not_wanted_is_not_there() {
        try (IsolatedHosts hosts = IsolatedHosts.create(temporary.resolve("hosts"), Set.of())) {
            IsolatedHost host = hosts.add("n1", temporary.resolve("n1"));
            assertThatThrownBy(host::cpu)
                    .isInstanceOf(ChaosFailure.class)
                    .hasMessageContaining("n1 was made without CPU_LIMITS, which nobody had asked for");
            assertThatThrownBy(host::clock).hasMessageContaining("CLOCKS");
            assertThat(Files.isDirectory(host.disk().folder())).isTrue();
        }
    }

    private List<String> devices() {
        return Traces.of(temporary).stream()
                .filter(trace -> trace.startsWith("/sys/block"))
                .toList();
    }

    private List<String> mounts() {
        return Traces.of(temporary).stream()
                .filter(trace -> trace.contains("ext4"))
                .toList();
    }
}
