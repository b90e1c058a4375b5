package meridian.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import meridian.base.Disk;

/** A disk on which nothing changes any more after so many changes, as if the process had died there. */
final class DyingDisk implements Disk {
    private final Disk disk;
    private int changesLeft;
    private boolean died;

    DyingDisk(Disk disk, int changesLeft) {
        this.disk = disk;
        this.changesLeft = changesLeft;
    }

    boolean died() {
        return died;
    }

    private synchronized Disk change() {
        if (changesLeft == 0) {
            died = true;
            throw new UncheckedIOException(new IOException("died"));
        }
        changesLeft--;
        return disk;
    }

    @Override
    public Appender create(Path file) {
        return new Dying(change().create(file));
    }

    @Override
    public Appender append(Path file) {
        return new Dying(change().append(file));
    }

    @Override
    public byte[] read(Path file) {
        return disk.read(file);
    }

    @Override
    public byte[] read(Path file, long offset, int length) {
        return disk.read(file, offset, length);
    }

    @Override
    public long size(Path file) {
        return disk.size(file);
    }

    @Override
    public boolean exists(Path path) {
        return disk.exists(path);
    }

    @Override
    public List<Path> list(Path folder) {
        return disk.list(folder);
    }

    @Override
    public void makeFolders(Path folder) {
        change().makeFolders(folder);
    }

    @Override
    public void rename(Path from, Path to) {
        change().rename(from, to);
    }

    @Override
    public void delete(Path path) {
        change().delete(path);
    }

    @Override
    public void forceFolder(Path folder) {
        change().forceFolder(folder);
    }

    private final class Dying implements Appender {
        private final Appender appender;

        Dying(Appender appender) {
            this.appender = appender;
        }

        @Override
        public void write(byte[] bytes) {
            change();
            appender.write(bytes);
        }

        @Override
        public void force() {
            change();
            appender.force();
        }

        @Override
        public void close() {
            appender.close();
        }
    }
}
