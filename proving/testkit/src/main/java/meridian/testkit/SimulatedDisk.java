package meridian.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import meridian.base.Disk;
import meridian.testkit.SimulatedNames.Folder;
import meridian.testkit.SimulatedNames.Link;
import meridian.testkit.SimulatedNames.Move;
import meridian.testkit.SimulatedNames.Unlink;

/**
 * A disk in memory that can fail and lose power. {@link #crashClone} is what the next start would find: all that was
 * forced, and of the rest what the seed decides. Of unforced bytes a prefix may be there, with holes; of the unforced
 * changes in a folder the first few may have happened.
 */
public final class SimulatedDisk implements Disk {
    private final SeededRandomness randomness;
    private final SimulatedNames names;
    private final List<Failure> failures = new ArrayList<>();
    private long changesLeft = Long.MAX_VALUE;

    public SimulatedDisk(SeededRandomness randomness) {
        this(randomness, new SimulatedNames());
    }

    private SimulatedDisk(SeededRandomness randomness, SimulatedNames names) {
        this.randomness = randomness;
        this.names = names;
    }

    /** What a disk is asked to do. */
    public enum Action {
        CREATE,
        APPEND,
        WRITE,
        FORCE,
        READ,
        MAKE_FOLDERS,
        RENAME,
        DELETE,
        FORCE_FOLDER
    }

    /** What would be there if the power went now. This disk goes on as if nothing had happened. */
    public synchronized SimulatedDisk crashClone() {
        return new SimulatedDisk(randomness.fork(), names.afterCrash(randomness));
    }

    /** Lets the action fail once, the {@code nth} time (from 1) that it is asked of such a path from now on. */
    public synchronized void fail(Action action, Predicate<Path> where, int nth) {
        failures.add(new Failure(action, where, nth));
    }

    /** After this many further changes nothing works any more, as if the process had died. */
    public synchronized void dieAfter(long changes) {
        changesLeft = changes;
    }

    @Override
    public synchronized Appender create(Path path) {
        Path file = absolute(path);
        ask(Action.CREATE, file);
        if (names.find(parent(file)).isEmpty()) {
            throw missing(parent(file));
        }
        if (names.find(file).isEmpty()) {
            names.change(new Link(file, new SimulatedFile()));
        }
        SimulatedFile content = file(file);
        content.empty();
        return new FileAppender(file, content);
    }

    @Override
    public synchronized Appender append(Path path) {
        Path file = absolute(path);
        ask(Action.APPEND, file);
        return new FileAppender(file, file(file));
    }

    @Override
    public synchronized byte[] read(Path path) {
        return read(path, 0, Integer.MAX_VALUE);
    }

    @Override
    public synchronized byte[] read(Path path, long offset, int length) {
        Path file = absolute(path);
        ask(Action.READ, file);
        return file(file).read(offset, length);
    }

    @Override
    public synchronized long size(Path path) {
        return file(absolute(path)).length();
    }

    @Override
    public synchronized boolean exists(Path path) {
        return names.find(absolute(path)).isPresent();
    }

    @Override
    public synchronized List<Path> list(Path path) {
        Path folder = absolute(path);
        return names.below(folder).stream()
                .filter(it -> parent(it).equals(folder))
                .filter(it -> names.find(it).orElseThrow() instanceof SimulatedFile)
                .toList();
    }

    @Override
    public synchronized void makeFolders(Path path) {
        Path folder = absolute(path);
        ask(Action.MAKE_FOLDERS, folder);
        for (int depth = 1; depth <= folder.getNameCount(); depth++) {
            Path each = folder.getRoot().resolve(folder.subpath(0, depth));
            if (names.find(each).isEmpty()) {
                names.change(new Link(each, new Folder()));
                names.force(parent(each));
            } else if (!(names.find(each).orElseThrow() instanceof Folder)) {
                throw refused(each + " is not a folder");
            }
        }
    }

    @Override
    public synchronized void rename(Path from, Path to) {
        Path source = absolute(from);
        Path target = absolute(to);
        ask(Action.RENAME, source);
        if (names.find(source).isEmpty()) {
            throw missing(source);
        }
        if (names.find(parent(target)).isEmpty()) {
            throw missing(parent(target));
        }
        if (!names.below(target).isEmpty()) {
            throw refused(target + " is a folder with something in it");
        }
        if (!source.equals(target)) {
            names.change(new Move(source, target));
        }
    }

    @Override
    public synchronized void delete(Path path) {
        Path target = absolute(path);
        ask(Action.DELETE, target);
        if (names.find(target).isPresent()) {
            names.below(target).reversed().forEach(it -> names.change(new Unlink(it)));
            names.change(new Unlink(target));
        }
    }

    @Override
    public synchronized void forceFolder(Path path) {
        Path folder = absolute(path);
        ask(Action.FORCE_FOLDER, folder);
        if (!(names.find(folder).orElseThrow(() -> missing(folder)) instanceof Folder)) {
            throw refused(folder + " is not a folder");
        }
        names.force(folder);
    }

    private SimulatedFile file(Path path) {
        return switch (names.find(path).orElseThrow(() -> missing(path))) {
            case SimulatedFile file -> file;
            case Folder _ -> throw refused(path + " is a folder");
        };
    }

    /** Counts down to what is meant to go wrong. */
    private void ask(Action action, Path path) {
        if (action != Action.READ && action != Action.APPEND && changesLeft-- <= 0) {
            changesLeft = 0;
            throw refused("the process died before it could " + action + " " + path);
        }
        boolean fails = false;
        for (Failure failure : failures) {
            fails |= failure.meets(action, path);
        }
        if (fails) {
            throw refused(action + " of " + path + " fails as the test demands");
        }
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    private static UncheckedIOException missing(Path path) {
        return new UncheckedIOException(new NoSuchFileException(path.toString()));
    }

    private static UncheckedIOException refused(String message) {
        return new UncheckedIOException(new IOException(message));
    }

    private final class FileAppender implements Appender {
        private final Path path;
        private final SimulatedFile file;
        private boolean open = true;

        FileAppender(Path path, SimulatedFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public void write(byte[] bytes) {
            synchronized (SimulatedDisk.this) {
                needOpen();
                try {
                    ask(Action.WRITE, path);
                } catch (UncheckedIOException e) {
                    file.write(bytes, (int) randomness.between(0, bytes.length));
                    throw e;
                }
                file.write(bytes, bytes.length);
            }
        }

        @Override
        public void force() {
            synchronized (SimulatedDisk.this) {
                needOpen();
                try {
                    ask(Action.FORCE, path);
                } catch (UncheckedIOException e) {
                    file.spoil();
                    throw e;
                }
                file.force();
            }
        }

        private void needOpen() {
            if (!open) {
                throw refused(path + " was closed");
            }
        }

        @Override
        public void close() {
            open = false;
        }
    }

    private static final class Failure {
        private final Action action;
        private final Predicate<Path> where;
        private int left;

        Failure(Action action, Predicate<Path> where, int nth) {
            this.action = action;
            this.where = where;
            this.left = nth;
        }

        boolean meets(Action asked, Path path) {
            return asked == action && where.test(path) && --left == 0;
        }
    }
}
