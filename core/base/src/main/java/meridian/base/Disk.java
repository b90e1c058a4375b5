package meridian.base;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Files that we write ourselves. What was not forced may be gone after a power loss, also names: a new, renamed or
 * deleted file is only certain after {@link #forceFolder} on its folder.
 *
 * <p>Every operation throws {@link UncheckedIOException} when the disk refuses.
 */
public interface Disk {
    /** Creates the file or empties it. */
    Appender create(Path file);

    /** Opens the file for adding to its end; it must exist. */
    Appender append(Path file);

    byte[] read(Path file);

    /** Reads up to {@code length} bytes from {@code offset}; fewer only at the end of the file. */
    byte[] read(Path file, long offset, int length);

    long size(Path file);

    boolean exists(Path path);

    /** The plain files of a folder, sorted by name; none if the folder does not exist. */
    List<Path> list(Path folder);

    /** Makes the folder and those above it that are missing. Their names are certain when it returns. */
    void makeFolders(Path folder);

    /** Replaces {@code to} if it exists; nobody ever sees half of it. */
    void rename(Path from, Path to);

    /** Deletes a file, or a folder with all that is in it; does nothing if it does not exist. */
    void delete(Path path);

    void forceFolder(Path folder);

    /** Lets nobody but its owner look into the folder, where the file system knows owners. */
    default void hide(Path folder) {}

    /** Writes a small file so that after a crash either the old content or the whole new one is there. */
    default void replace(Path file, byte[] content) {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
        makeFolders(folder);
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try (Appender appender = create(draft)) {
            appender.write(content);
            appender.force();
        }
        rename(draft, file);
        forceFolder(folder);
    }

    /** An open file that only grows. */
    interface Appender extends AutoCloseable {
        void write(byte[] bytes);

        /** Returns when all that was written is on the disk. */
        void force();

        @Override
        void close();
    }
}
