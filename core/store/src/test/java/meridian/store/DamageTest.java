package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import meridian.base.Machine;
import meridian.testkit.Folders;
import meridian.testkit.SeededRandomness;
import meridian.testkit.Seeds;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageTest {
    private static final int FLIPS_PER_FILE = 6;

    @TempDir
    Path temporary;

    private Path whole;
    private int copies;

    @BeforeEach
    void fill() {
        whole = temporary.resolve("whole");
        try (MachineFixture store = new MachineFixture(whole)) {
            for (int i = 0; i < 20; i++) {
                store.put("key" + i % 7, "value" + i);
            }
            store.grant(1, 60);
            store.machine().persist();
            store.put("last", "value");
        }
    }

    @Test
    void a_flipped_bit_in_a_file_of_data_is_found() {
        Seeds.forEach(Seeds.of(1), seed -> eachIsFound(new SeededRandomness(seed), name -> name.endsWith(".sst")));
    }

    @Test
    void a_flipped_bit_in_a_list_of_files_is_found() {
        Seeds.forEach(
                Seeds.of(3),
                seed -> eachIsFound(
                        new SeededRandomness(seed),
                        name -> name.startsWith("MANIFEST")
                                || List.of("CURRENT", "SEAL", "active").contains(name)));
    }

    @Test
    void a_missing_file_is_found() {
        for (Path file :
                files(name -> name.endsWith(".sst") || name.startsWith("MANIFEST") || name.equals("CURRENT"))) {
            Path copy = copy();
            Machine.disk().delete(copy.resolve(whole.relativize(file)));
            assertDamaged(copy, file + " is gone");
        }
    }

    @Test
    void a_file_that_lost_its_end_is_found() throws IOException {
        for (Path file : files(name -> name.endsWith(".sst") || name.startsWith("MANIFEST"))) {
            Path copy = copy();
            byte[] content = Files.readAllBytes(file);
            Files.write(copy.resolve(whole.relativize(file)), List.of());
            assertDamaged(copy, file + " lost " + content.length + " bytes");
        }
    }

    @Test
    void a_damaged_snapshot_is_not_installed() throws IOException {
        Path received = temporary.resolve("received");
        try (MachineFixture source = new MachineFixture(copy());
                MachineFixture target = new MachineFixture(temporary.resolve("target"))) {
            target.put("a", "1");
            Folders.copy(source.machine().snapshot().folder(), received);
            List<Path> data = files(received, name -> name.endsWith(".sst"));
            flip(data.getFirst(), Files.size(data.getFirst()) / 2, 1);

            assertThatThrownBy(() -> target.machine().install(received)).isInstanceOf(DamagedData.class);

            assertThat(target.get("a")).contains("1");
            target.restart();
            assertThat(target.get("a")).contains("1");
        }
    }

    private void eachIsFound(SeededRandomness randomness, Predicate<String> names) throws IOException {
        for (Path file : files(names)) {
            for (int i = 0; i < FLIPS_PER_FILE; i++) {
                Path copy = copy();
                long offset = randomness.nextInt((int) Files.size(file));
                int bit = 1 << randomness.nextInt(Byte.SIZE);
                flip(copy.resolve(whole.relativize(file)), offset, bit);
                assertDamaged(copy, "bit " + bit + " of byte " + offset + " of " + file);
            }
        }
    }

    private static void flip(Path file, long offset, int bit) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[(int) offset] ^= (byte) bit;
        Files.write(file, content);
    }

    private static void assertDamaged(Path folder, String what) {
        assertThatThrownBy(() -> new MachineFixture(folder).close())
                .as(what)
                .isInstanceOf(DamagedData.class)
                .hasMessageContaining(folder.toString());
        Machine.disk().delete(folder);
    }

    private Path copy() {
        copies++;
        Path copy = temporary.resolve("copy" + copies);
        Folders.copy(whole, copy);
        return copy;
    }

    private List<Path> files(Predicate<String> names) {
        return files(whole, names);
    }

    private static List<Path> files(Path folder, Predicate<String> names) {
        try (Stream<Path> paths = Files.walk(folder)) {
            List<Path> found = paths.filter(Files::isRegularFile)
                    .filter(path -> names.test(path.getFileName().toString()))
                    .sorted()
                    .toList();
            assertThat(found).isNotEmpty();
            return found;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
