package meridian.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import meridian.base.Disk;

/**
 * Which folder holds the state. A received state gets a folder of its own beside the present one; one small file, that
 * is replaced as a whole, says which of them counts, so a crash leaves either the old or the new state. It also lists
 * the folders that do not count and are to be deleted.
 *
 * <p>The lock is held while that file is written, because what it protects is the order of these writes.
 */
final class StateFolders {
    private static final String FILE = "active";
    private static final String HEADER = "meridian store 1";
    private static final String NONE = "-";

    private final Disk disk;
    private final Path folder;
    private Layout layout = new Layout(NONE, List.of());
    private long lastNumber;
    private boolean uncertain;

    /** Reads the file and deletes what is obsolete. */
    StateFolders(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
        disk.makeFolders(folder);
        if (disk.exists(folder.resolve(FILE))) {
            layout = read(new String(disk.read(folder.resolve(FILE)), StandardCharsets.UTF_8));
        }
        lastNumber = layout.greatestNumber();
        disk.delete(snapshots());
        for (String name : layout.obsolete) {
            delete(folder.resolve(name));
        }
    }

    private record Layout(String active, List<String> obsolete) {
        Layout {
            obsolete = List.copyOf(obsolete);
        }

        Layout withObsolete(String name) {
            List<String> more = new ArrayList<>(obsolete);
            more.add(name);
            return new Layout(active, more);
        }

        Layout without(String name) {
            List<String> fewer = new ArrayList<>(obsolete);
            fewer.remove(name);
            return new Layout(active, fewer);
        }

        long greatestNumber() {
            long greatest = number(active);
            for (String name : obsolete) {
                greatest = Math.max(greatest, number(name));
            }
            return greatest;
        }

        private static long number(String name) {
            return name.equals(NONE) ? 0 : Long.parseLong(name.substring(name.indexOf('-') + 1));
        }

        String text() {
            List<String> lines = new ArrayList<>(List.of(HEADER, active));
            lines.addAll(obsolete);
            String text = String.join("\n", lines) + "\n";
            CRC32C crc = new CRC32C();
            crc.update(text.getBytes(StandardCharsets.UTF_8));
            return text + "crc32c " + Long.toHexString(crc.getValue()) + "\n";
        }
    }

    private Layout read(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() >= 3) {
            Layout read = new Layout(lines.get(1), lines.subList(2, lines.size() - 1));
            if (read.text().equals(text)) {
                return read;
            }
        }
        throw new DamagedData(folder.resolve(FILE), "its checksum does not match");
    }

    synchronized boolean hasActive() {
        return !layout.active.equals(NONE);
    }

    synchronized Path active() {
        return folder.resolve(layout.active);
    }

    Path snapshots() {
        return folder.resolve("snapshots");
    }

    /** A folder name that was never used; what a crash leaves there is deleted at the next start. */
    synchronized Path reserve() {
        lastNumber++;
        String name = "state-" + lastNumber;
        write(layout.withObsolete(name));
        return folder.resolve(name);
    }

    /** From now on this reserved folder counts, and the one before is obsolete. */
    synchronized void activate(Path reserved) {
        String name = String.valueOf(reserved.getFileName());
        Layout next = hasActive() ? layout.withObsolete(layout.active) : layout;
        // Until the file is known to be written, either folder may be the one that counts.
        uncertain = true;
        write(new Layout(name, next.without(name).obsolete));
        uncertain = false;
    }

    /** Deletes the folder of a state that is no longer open, unless it is the one that counts. */
    void delete(Path closed) {
        if (mayDelete(closed)) {
            disk.delete(closed);
            forget(closed);
        }
    }

    private synchronized boolean mayDelete(Path closed) {
        return !uncertain && !closed.equals(active());
    }

    private synchronized void forget(Path deleted) {
        write(layout.without(String.valueOf(deleted.getFileName())));
    }

    private void write(Layout next) {
        disk.replace(folder.resolve(FILE), next.text().getBytes(StandardCharsets.UTF_8));
        layout = next;
    }
}
