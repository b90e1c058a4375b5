package meridian.chaos.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import meridian.base.Machine;
import meridian.base.Ticker;
import meridian.chaos.base.Await;
import meridian.chaos.base.ChaosFailure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopDiskTest {
    private static final long BYTES = 32L << 20;
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Ticker TICKER = Machine.ticker();

    @TempDir
    private Path temporary = Path.of("");

    @BeforeEach
    void look() {
        Needs.require(Set.of(Mechanism.DISKS, Mechanism.STALLS));
    }

    private LoopDisk disk() {
        return LoopDisk.create(temporary.resolve("disk.img"), temporary.resolve("disk"), BYTES);
    }

    private static void append(Path file, String text, boolean sync) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            if (sync) {
                channel.force(true);
            }
        }
    }

    @Test
    void what_was_synced_stays_through_a_power_loss_and_what_was_not_is_gone() throws IOException {
        try (LoopDisk disk = disk()) {
            Path log = disk.folder().resolve("log");
            Path note = disk.folder().resolve("note");
            for (int time = 0; time < 3; time++) {
                append(log, "kept", true);
                append(log, "lost", false);
                append(note, "lost", false);
                disk.powerLoss();
                assertThat(log).hasContent("kept".repeat(time + 1));
                assertThat(note).doesNotExist();
            }
        }
    }

    @Test
    void a_failed_disk_gives_errors_until_it_gets_power_again() throws IOException {
        try (LoopDisk disk = disk()) {
            Path log = disk.folder().resolve("log");
            append(log, "kept", true);
            disk.fail();
            assertThatThrownBy(() -> append(log, "lost", true))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Input/output error");
            disk.powerLoss();
            append(log, " and more", true);
            assertThat(log).hasContent("kept and more");
        }
    }

    @Test
    void a_full_disk_takes_nothing_until_it_has_space_again() throws IOException {
        try (LoopDisk disk = disk()) {
            Path log = disk.folder().resolve("log");
            append(log, "kept", true);
            disk.fill();
            assertThatThrownBy(() -> append(disk.folder().resolve("more"), "x".repeat(10_000), true))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
            disk.free();
            append(log, " and more", true);
            assertThat(log).hasContent("kept and more");
        }
    }

    @Test
    void a_full_disk_can_lose_its_power() throws IOException {
        try (LoopDisk disk = disk()) {
            append(disk.folder().resolve("log"), "kept", true);
            disk.fill();
            disk.powerLoss();
            assertThatThrownBy(() -> append(disk.folder().resolve("more"), "x".repeat(10_000), true))
                    .hasMessageContaining("No space left");
            disk.free();
            append(disk.folder().resolve("more"), "x".repeat(10_000), true);
            assertThat(disk.folder().resolve("log")).hasContent("kept");
        }
    }

    @Test
    void space_that_was_given_back_is_there_after_a_power_loss() throws IOException {
        try (LoopDisk disk = disk()) {
            disk.fill();
            disk.free();
            disk.powerLoss();
            Path log = disk.folder().resolve("log");
            append(log, "kept", true);
            assertThat(log).hasContent("kept");
        }
    }

    @Test
    void who_writes_stands_still_during_a_stall_and_goes_on_afterwards() throws IOException {
        try (LoopDisk disk = disk()) {
            Path log = disk.folder().resolve("log");
            long begin = TICKER.nanos();
            Stall stall = disk.stall(SHORT);
            append(log, "kept", true);
            assertThat(TICKER.since(begin)).isGreaterThanOrEqualTo(SHORT);
            stall.awaitEnd();
            assertThat(log).hasContent("kept");
        }
    }

    @Test
    void a_power_loss_waits_for_the_end_of_a_stall() throws IOException {
        try (LoopDisk disk = disk()) {
            append(disk.folder().resolve("log"), "kept", true);
            disk.stall(SHORT);
            disk.powerLoss();
            assertThat(disk.folder().resolve("log")).hasContent("kept");
        }
    }

    @Test
    void a_disk_that_was_replaced_is_empty() throws IOException {
        try (LoopDisk disk = disk()) {
            append(disk.folder().resolve("log"), "lost", true);
            disk.replace();
            assertThat(disk.folder().resolve("log")).doesNotExist();
        }
    }

    @Test
    void a_stall_has_a_limit() {
        try (LoopDisk disk = disk()) {
            assertThatThrownBy(() -> disk.stall(Stall.LENGTH_MAX.plusSeconds(1)))
                    .hasMessageContaining("a disk may stall for up to PT30S, not for PT31S");
        }
    }

    @Test
    void a_stall_of_what_is_no_file_system_is_a_failure() {
        assertThatThrownBy(() -> Stall.begin(temporary.resolve("nowhere"), SHORT))
                .isInstanceOf(ChaosFailure.class)
                .hasMessageContaining("Cannot freeze");
    }

    @Test
    void nothing_is_left_of_it_but_its_image() {
        try (LoopDisk disk = disk()) {
            assertThat(Traces.of(temporary)).hasSize(2);
            disk.powerLoss();
        }
        Await.until(
                "nothing is left", Programs.PATIENCE, () -> Traces.of(temporary).isEmpty());
        assertThat(temporary.resolve("disk.img")).exists();
        assertThat(List.of(temporary.resolve("disk").toFile().list())).isEmpty();
    }
}
