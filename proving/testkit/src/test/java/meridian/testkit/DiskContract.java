package meridian.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import meridian.base.Disk;
import org.junit.jupiter.api.Test;

/** What every disk does. */
abstract class DiskContract {
    abstract Disk disk();

    /** A folder that exists and is empty. */
    abstract Path root();

    @Test
    void what_was_written_can_be_read() {
        write("a", "one");
        assertThat(text("a")).isEqualTo("one");
        assertThat(disk().size(root().resolve("a"))).isEqualTo(3);
    }

    @Test
    void writes_add_up() {
        try (Disk.Appender appender = disk().create(root().resolve("a"))) {
            appender.write(bytes("one"));
            appender.write(bytes(""));
            appender.write(bytes("two"));
            assertThat(text("a")).isEqualTo("onetwo");
        }
    }

    @Test
    void appending_continues_at_the_end() {
        write("a", "one");
        try (Disk.Appender appender = disk().append(root().resolve("a"))) {
            appender.write(bytes("two"));
            appender.force();
        }
        assertThat(text("a")).isEqualTo("onetwo");
    }

    @Test
    void creating_again_empties() {
        write("a", "one");
        disk().create(root().resolve("a")).close();
        assertThat(disk().read(root().resolve("a"))).isEmpty();
    }

    @Test
    void a_part_is_read_and_ends_with_the_file() {
        write("a", "0123456789");
        Path file = root().resolve("a");
        assertThat(disk().read(file, 2, 3)).asString(UTF_8).isEqualTo("234");
        assertThat(disk().read(file, 8, 5)).asString(UTF_8).isEqualTo("89");
        assertThat(disk().read(file, 10, 5)).isEmpty();
        assertThat(disk().read(file, 99, 5)).isEmpty();
        assertThat(disk().read(file, 0, 0)).isEmpty();
    }

    @Test
    void a_missing_file_is_refused() {
        Path file = root().resolve("missing");
        assertThatThrownBy(() -> disk().read(file)).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> disk().read(file, 0, 1)).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> disk().size(file)).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> disk().append(file)).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> disk().rename(file, root().resolve("b"))).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> disk().create(file.resolve("in"))).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> disk().forceFolder(file)).isInstanceOf(UncheckedIOException.class);
        assertThat(disk().exists(file)).isFalse();
    }

    @Test
    void a_closed_file_takes_nothing_more() {
        Disk.Appender appender = disk().create(root().resolve("a"));
        appender.close();
        assertThatThrownBy(() -> appender.write(bytes("late"))).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void a_listing_has_the_plain_files_in_order() {
        write("b", "");
        write("a", "");
        disk().makeFolders(root().resolve("folder/inner"));
        write("folder/c", "");
        assertThat(disk().list(root())).isEqualTo(List.of(root().resolve("a"), root().resolve("b")));
        assertThat(disk().list(root().resolve("missing"))).isEmpty();
        assertThat(disk().exists(root().resolve("folder/inner"))).isTrue();
    }

    @Test
    void folders_can_be_made_twice_but_not_over_a_file() {
        disk().makeFolders(root().resolve("x/y/z"));
        disk().makeFolders(root().resolve("x/y/z"));
        write("file", "");
        assertThatThrownBy(() -> disk().makeFolders(root().resolve("file"))).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void renaming_replaces() {
        write("a", "one");
        write("b", "two");
        disk().rename(root().resolve("a"), root().resolve("b"));
        assertThat(text("b")).isEqualTo("one");
        assertThat(disk().list(root())).containsExactly(root().resolve("b"));
    }

    @Test
    void a_folder_moves_with_what_is_in_it() {
        disk().makeFolders(root().resolve("x/y"));
        write("x/y/a", "one");
        disk().rename(root().resolve("x"), root().resolve("z"));
        assertThat(text("z/y/a")).isEqualTo("one");
        assertThat(disk().exists(root().resolve("x"))).isFalse();
    }

    @Test
    void deleting_takes_all_that_is_inside() {
        disk().makeFolders(root().resolve("x/y"));
        write("x/y/a", "one");
        write("xy", "neighbour");
        disk().delete(root().resolve("x"));
        disk().delete(root().resolve("never there"));
        assertThat(disk().exists(root().resolve("x/y/a"))).isFalse();
        assertThat(disk().exists(root().resolve("x"))).isFalse();
        assertThat(text("xy")).isEqualTo("neighbour");
    }

    @Test
    void a_replaced_file_has_the_new_content_and_leaves_nothing_behind() {
        Path file = root().resolve("new folder/a");
        disk().replace(file, bytes("one"));
        disk().replace(file, bytes("two"));
        assertThat(disk().read(file)).asString(UTF_8).isEqualTo("two");
        assertThat(disk().list(root().resolve("new folder"))).containsExactly(file);
    }

    void write(String name, String text) {
        try (Disk.Appender appender = disk().create(root().resolve(name))) {
            appender.write(bytes(text));
        }
    }

    private String text(String name) {
        return new String(disk().read(root().resolve(name)), UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
