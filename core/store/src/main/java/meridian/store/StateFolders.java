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
 */
final class StateFolders {
    private static final String FILE = "active";
    private static final String HEADER = "meridian store 1";
    private static final String NONE = "-";

    private final Disk disk;
    private final Path folder;
    private String active = NONE;
    private final List<String> obsolete = new ArrayList<>();
    private long lastNumber;

    /** Reads the file and deletes what is obsolete. */
    StateFolders(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
        disk.makeFolders(folder);
        if (disk.exists(folder.resolve(FILE))) {
            read(new String(disk.read(folder.resolve(FILE)), StandardCharsets.UTF_8));
        }
        disk.delete(snapshots());
        for (String name : List.copyOf(obsolete)) {
            deleted(folder.resolve(name));
        }
    }

    private void read(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() < 3
                || !lines.getFirst().equals(HEADER)
                || !text.equals(seal(lines.subList(0, lines.size() - 1)))) {
            throw new DamagedData(folder.resolve(FILE), "its checksum does not match");
        }
        active = lines.get(1);
        obsolete.addAll(lines.subList(2, lines.size() - 1));
        for (String name : lines.subList(1, lines.size() - 1)) {
            lastNumber = Math.max(lastNumber, number(name));
        }
    }

    private static long number(String name) {
        return name.equals(NONE) ? 0 : Long.parseLong(name.substring(name.indexOf('-') + 1));
    }

    synchronized boolean hasActive() {
        return !active.equals(NONE);
    }

    synchronized Path active() {
        return folder.resolve(active);
    }

    Path snapshots() {
        return folder.resolve("snapshots");
    }

    /** A folder name that was never used; what a crash leaves there is deleted at the next start. */
    synchronized Path reserve() {
        lastNumber++;
        String name = "state-" + lastNumber;
        obsolete.add(name);
        write();
        return folder.resolve(name);
    }

    /** From now on this reserved folder counts, and the one before is obsolete. */
    synchronized void activate(Path reserved) {
        String name = String.valueOf(reserved.getFileName());
        obsolete.remove(name);
        if (hasActive()) {
            obsolete.add(active);
        }
        active = name;
        write();
    }

    /** Deletes an obsolete folder. */
    synchronized void deleted(Path gone) {
        disk.delete(gone);
        obsolete.remove(String.valueOf(gone.getFileName()));
        write();
    }

    private void write() {
        List<String> lines = new ArrayList<>(List.of(HEADER, active));
        lines.addAll(obsolete);
        disk.replace(folder.resolve(FILE), seal(lines).getBytes(StandardCharsets.UTF_8));
    }

    private static String seal(List<String> lines) {
        String text = String.join("\n", lines) + "\n";
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return text + "crc32c " + Long.toHexString(crc.getValue()) + "\n";
    }
}
