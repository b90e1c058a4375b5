package meridian.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessUsageTest {
    private static final String STAT =
            "41 (etcd) S 1 41 41 0 -1 4194560 2207 0 0 0 150 25 0 0 20 0 9 0 1234 1000000 500 18446744073709551615";

    @Test
    void user_and_system_ticks_are_added() {
        assertThat(ProcessUsage.cpuMicros(STAT)).isEqualTo(1_750_000);
    }

    @Test
    void a_program_name_with_spaces_and_brackets_shifts_nothing() {
        assertThat(ProcessUsage.cpuMicros(STAT.replace("(etcd)", "(a ) 7 8 (b)")))
                .isEqualTo(1_750_000);
    }

    @Test
    void memory_is_the_resident_size() {
        assertThat(ProcessUsage.residentBytes("Name:\tetcd\nVmRSS:\t   2048 kB\nRssAnon:\t 1 kB\n"))
                .isEqualTo(2_097_152);
    }

    @Test
    void processes_are_added_up(@TempDir Path proc) throws Exception {
        process(proc, 41);
        process(proc, 42);

        assertThat(ProcessUsage.of(List.of(41L, 42L), proc)).isEqualTo(new ProcessUsage(3_500_000, 2048));
    }

    @Test
    void what_was_spent_before_does_not_count_but_memory_is_of_now() {
        assertThat(new ProcessUsage(500, 70).since(new ProcessUsage(200, 90))).isEqualTo(new ProcessUsage(300, 70));
    }

    @Test
    void a_process_that_is_gone_is_named(@TempDir Path proc) {
        assertThatThrownBy(() -> ProcessUsage.of(List.of(43L), proc))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("43")
                .hasMessageContaining("a node ended");
    }

    @Test
    void this_very_process_can_be_read() {
        ProcessUsage usage = ProcessUsage.of(List.of(ProcessHandle.current().pid()));

        assertThat(usage.cpuMicros()).isPositive();
        assertThat(usage.residentBytes()).isGreaterThan(1 << 20);
    }

    private static void process(Path proc, long id) throws Exception {
        Path folder = Files.createDirectory(proc.resolve(Long.toString(id)));
        Files.writeString(folder.resolve("stat"), STAT);
        Files.writeString(folder.resolve("status"), "VmRSS:\t1 kB\n");
    }
}
