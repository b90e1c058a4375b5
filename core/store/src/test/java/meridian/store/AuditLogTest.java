package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import meridian.base.Disk;
import meridian.base.Machine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final long TIME = 1_700_000_000_123L;
    private static final Disk DISK = Machine.disk();

    @TempDir
    Path folder;

    @Test
    void an_entry_is_a_line_of_json() {
        write(AuditConfig.DEFAULT, entry("anna", "k"));
        assertThat(lines(AuditLog.FILE))
                .containsExactly("{\"time\":\"2023-11-14T22:13:20.123Z\",\"user\":\"anna\",\"from\":\"10.0.0.1\","
                        + "\"action\":\"KV/Put\",\"target\":\"k\",\"outcome\":\"refused\","
                        + "\"reason\":\"etcdserver: permission denied\"}");
    }

    @Test
    void nobody_can_forge_a_line_with_a_name() {
        write(AuditConfig.DEFAULT, entry("an\"na\n{\"user\":\"root\"}\\", "\u0000ä\u2028"));
        assertThat(lines(AuditLog.FILE)).hasSize(1);
        assertThat(lines(AuditLog.FILE).getFirst())
                .contains("\"user\":\"an\\\"na\\u000a{\\\"user\\\":\\\"root\\\"}\\\\\"")
                .contains("\"target\":\"\\u0000ä\\u2028\"");
    }

    @Test
    void a_full_file_is_set_aside_and_only_so_many_are_kept() {
        AuditConfig small = new AuditConfig(1, 2, 100);
        for (String user : List.of("one", "two", "three", "four")) {
            write(small, entry(user, "k"));
        }
        assertThat(lines(AuditLog.FILE).getFirst()).contains("four");
        assertThat(lines(AuditLog.FILE + ".1").getFirst()).contains("three");
        assertThat(lines(AuditLog.FILE + ".2").getFirst()).contains("two");
        assertThat(DISK.exists(folder.resolve(AuditLog.FILE + ".3"))).isFalse();
    }

    @Test
    void it_goes_on_after_a_restart() {
        write(AuditConfig.DEFAULT, entry("one", "k"));
        write(AuditConfig.DEFAULT, entry("two", "k"));
        assertThat(lines(AuditLog.FILE)).hasSize(2);
    }

    @Test
    void what_is_lost_is_counted() {
        int many = 20_000;
        try (AuditLog log = AuditLog.open(folder, new AuditConfig(1L << 30, 1, 1), DISK, () -> TIME)) {
            for (int i = 0; i < many; i++) {
                log.record(entry("user" + i, "k"));
            }
        }
        long written = 0;
        long lost = 0;
        for (String line : lines(AuditLog.FILE)) {
            if (line.contains("\"lost\":")) {
                lost += Long.parseLong(line.replaceAll(".*\"lost\":(\\d+).*", "$1"));
            } else {
                written++;
            }
        }
        assertThat(lost).isPositive();
        assertThat(written + lost).isEqualTo(many);
    }

    private void write(AuditConfig config, AuditEntry entry) {
        try (AuditLog log = AuditLog.open(folder, config, DISK, () -> TIME)) {
            log.record(entry);
        }
    }

    private static AuditEntry entry(String user, String target) {
        return new AuditEntry(
                user, "10.0.0.1", "KV/Put", target, AuditEntry.Outcome.REFUSED, "etcdserver: permission denied");
    }

    private List<String> lines(String file) {
        return new String(DISK.read(folder.resolve(file)), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
