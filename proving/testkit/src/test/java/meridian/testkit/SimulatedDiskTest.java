package meridian.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import meridian.base.Disk;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest extends DiskContract {
    private static final Path ROOT = Path.of("/data");
    private static final Path FILE = ROOT.resolve("file");

    private final SimulatedDisk disk = empty(1);

    private static SimulatedDisk empty(long seed) {
        SimulatedDisk made = new SimulatedDisk(new SeededRandomness(seed));
        made.makeFolders(ROOT);
        return made;
    }

    @Override
    Disk disk() {
        return disk;
    }

    @Override
    Path root() {
        return ROOT;
    }

    @Test
    void what_was_forced_survives() {
        Set<String> left = afterCrashes(it -> {
            try (Disk.Appender appender = it.create(FILE)) {
                appender.write(bytes("sure"));
                appender.force();
                it.forceFolder(ROOT);
            }
        });
        assertThat(left).containsExactly("sure");
    }

    @Test
    void what_was_not_forced_survives_in_part() {
        Set<String> left = afterCrashes(it -> {
            try (Disk.Appender appender = it.create(FILE)) {
                it.forceFolder(ROOT);
                appender.write(bytes("sure"));
                appender.force();
                appender.write(bytes("+perhaps"));
            }
        });
        assertThat(left).contains("sure", "sure+perhaps").hasSizeGreaterThan(5);
        assertThat(left).allMatch(it -> it.startsWith("sure") && it.length() <= "sure+perhaps".length());
        assertThat(left).anyMatch(it -> it.indexOf('\0') >= 0);
    }

    @Test
    void a_name_is_not_certain_before_its_folder_was_forced() {
        Set<String> left = afterCrashes(it -> {
            try (Disk.Appender appender = it.create(FILE)) {
                appender.write(bytes("sure"));
                appender.force();
            }
        });
        assertThat(left).containsExactly("missing", "sure");
    }

    @Test
    void a_deleted_file_may_come_back() {
        Set<String> left = afterCrashes(it -> {
            it.replace(FILE, bytes("old"));
            it.delete(FILE);
        });
        assertThat(left).containsExactly("missing", "old");
    }

    @Test
    void an_emptied_file_may_have_its_old_content_again() {
        Set<String> left = afterCrashes(it -> {
            it.replace(FILE, bytes("old"));
            it.create(FILE).close();
        });
        assertThat(left).containsExactly("", "old");
    }

    @Test
    void replacing_is_all_or_nothing_wherever_the_process_dies() {
        Set<String> left = new TreeSet<>();
        for (int changes = 0; changes < 8; changes++) {
            int last = changes;
            left.addAll(afterCrashes(it -> {
                it.replace(FILE, bytes("old"));
                it.dieAfter(last);
                it.replace(FILE, bytes("new"));
            }));
        }
        assertThat(left).containsExactly("new", "old");
    }

    @Test
    void a_replacement_that_forgets_to_force_is_found_out() {
        Set<String> left = afterCrashes(it -> {
            it.replace(FILE, bytes("old"));
            try (Disk.Appender appender = it.create(ROOT.resolve("draft"))) {
                appender.write(bytes("new"));
            }
            it.rename(ROOT.resolve("draft"), FILE);
            it.forceFolder(ROOT);
        });
        assertThat(left).anyMatch(it -> !it.equals("old") && !it.equals("new"));
    }

    @Test
    void the_disk_goes_on_after_its_clone_was_taken() {
        disk.replace(FILE, bytes("one"));
        SimulatedDisk clone = disk.crashClone();
        disk.replace(FILE, bytes("two"));
        assertThat(clone.read(FILE)).asString(UTF_8).isEqualTo("one");
        assertThat(disk.read(FILE)).asString(UTF_8).isEqualTo("two");
    }

    @Test
    void an_action_fails_when_it_is_told_to() {
        disk.fail(SimulatedDisk.Action.FORCE, FILE::equals, 2);
        Disk.Appender appender = disk.create(FILE);
        appender.force();
        assertThatThrownBy(appender::force)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("FORCE of /data/file");
        appender.force();
    }

    @Test
    void what_failed_to_be_forced_is_never_certain() {
        Set<String> left = afterCrashes(it -> {
            try (Disk.Appender appender = it.create(FILE)) {
                it.forceFolder(ROOT);
                appender.write(bytes("lost"));
                it.fail(SimulatedDisk.Action.FORCE, FILE::equals, 1);
                assertThatThrownBy(appender::force).isInstanceOf(UncheckedIOException.class);
                appender.force();
            }
        });
        assertThat(left).containsExactly("");
    }

    @Test
    void a_write_that_fails_may_have_begun() {
        Set<Long> sizes = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            SimulatedDisk one = empty(seed);
            one.fail(SimulatedDisk.Action.WRITE, FILE::equals, 1);
            Disk.Appender appender = one.create(FILE);
            assertThatThrownBy(() -> appender.write(bytes("abc"))).isInstanceOf(UncheckedIOException.class);
            sizes.add(one.size(FILE));
        }
        assertThat(sizes).containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
    }

    @Test
    void a_folder_that_was_made_is_certain() {
        disk.makeFolders(ROOT.resolve("a/b"));
        assertThat(disk.crashClone().exists(ROOT.resolve("a/b"))).isTrue();
    }

    /** Every content that the file has after a crash behind these actions. */
    private static Set<String> afterCrashes(Consumer<SimulatedDisk> actions) {
        Set<String> contents = new TreeSet<>();
        for (int seed = 0; seed < 200; seed++) {
            SimulatedDisk one = empty(seed);
            try {
                actions.accept(one);
            } catch (UncheckedIOException e) {
                assertThat(e).hasMessageContaining("the process died");
            }
            SimulatedDisk left = one.crashClone();
            contents.add(left.exists(FILE) ? new String(left.read(FILE), UTF_8) : "missing");
        }
        return contents;
    }
}
