package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import meridian.base.ByteWriter;
import meridian.base.Bytes;
import meridian.base.Machine;
import meridian.raft.Position;
import meridian.raft.StateMachine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotArchiveTest {
    private static final Position POSITION = new Position(3, 1_000);

    private final SnapshotArchive archive = new SnapshotArchive(Machine.disk());
    private final byte[] large = new byte[200_000];

    @TempDir
    private Path folder;

    private Path source;
    private Path file;

    @BeforeEach
    void makeFiles() throws IOException {
        new Random(1).nextBytes(large);
        source = Files.createDirectory(folder.resolve("source"));
        file = folder.resolve("archive");
        Files.write(source.resolve("large"), large);
        Files.writeString(source.resolve("small"), "content");
        Files.createFile(source.resolve("empty"));
    }

    private record Copy(Position position, Path folder) implements StateMachine.Snapshot {
        @Override
        public void close() {}
    }

    private List<Long> write() throws IOException {
        List<Long> remaining = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        archive.write(new Copy(POSITION, source), (piece, left) -> {
            out.writeBytes(piece);
            remaining.add(left);
        });
        Files.write(file, out.toByteArray());
        return remaining;
    }

    @Test
    void what_was_archived_is_extracted() throws IOException {
        write();
        Path target = folder.resolve("target");
        SnapshotArchive.Summary summary = archive.extract(file, target);
        assertThat(summary.position()).isEqualTo(POSITION);
        assertThat(summary.parts()).extracting(SnapshotArchive.Part::name).containsExactly("empty", "large", "small");
        assertThat(target.resolve("large")).hasBinaryContent(large);
        assertThat(target.resolve("small")).hasContent("content");
        assertThat(target.resolve("empty")).isEmptyFile();
    }

    @Test
    void the_pieces_say_how_much_follows() throws IOException {
        List<Long> remaining = write();
        assertThat(remaining).isSortedAccordingTo((a, b) -> Long.compare(b, a)).endsWith(0L);
        assertThat(remaining.getFirst()).isLessThan(Files.size(file));
    }

    @Test
    void the_length_passes_the_check_of_etcds_clients() throws IOException {
        write();
        assertThat(Files.size(file) % 512).isEqualTo(32);
    }

    @Test
    void a_changed_byte_is_found_wherever_it_is() throws IOException {
        write();
        byte[] whole = Files.readAllBytes(file);
        for (int position = 0; position < whole.length; position += 997) {
            byte[] changed = whole.clone();
            changed[position] ^= 0x10;
            Files.write(file, changed);
            assertThatThrownBy(() -> archive.check(file))
                    .as("byte %d", position)
                    .isInstanceOf(SnapshotArchive.Broken.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void an_archive_that_was_cut_off_is_found() throws IOException {
        write();
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 8, 20, 512, whole.length - 512, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> archive.check(file))
                    .as("%d bytes", length)
                    .isInstanceOf(SnapshotArchive.Broken.class);
        }
    }

    @Test
    void an_archive_cannot_name_files_elsewhere() throws IOException {
        ByteWriter head = new ByteWriter(64)
                .varint(1)
                .varint(1)
                .varint(1)
                .text("../outside")
                .varint(0);
        ByteWriter forged = new ByteWriter(1_024)
                .raw(Bytes.utf8("MERIDIAN").array())
                .u64(head.length())
                .raw(head.toArray());
        forged.raw(new byte[512 - forged.length()]).raw(new byte[32]);
        Files.write(file, forged.toArray());
        assertThatThrownBy(() -> archive.extract(file, folder.resolve("target")))
                .isInstanceOf(SnapshotArchive.Broken.class);
    }
}
