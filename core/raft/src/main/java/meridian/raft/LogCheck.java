package meridian.raft;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import meridian.base.ByteReader;
import meridian.base.ByteWriter;
import meridian.base.Disk;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that Ratis starts from the log this node wrote, whole, or not at all.
 *
 * <p>When the node stops in an orderly way it seals the log: the checksums of all its files. A sealed log must be
 * exactly that when the node starts again. Without a seal the node was killed or lost its power; then each segment is
 * scanned, what a power loss tore off the last write is cut off, and anything else that is broken is damage.
 */
final class LogCheck {
    private static final Logger LOG = LoggerFactory.getLogger(LogCheck.class);
    private static final String OPEN_SEGMENT = "log_inprogress_";
    private static final String SEGMENT = "log_";

    private final Disk disk;
    private final Path files;
    private final Path seal;

    /** @param group Ratis' folder of the group */
    LogCheck(Disk disk, Path group) {
        this.disk = disk;
        this.files = group.resolve("current");
        this.seal = group.resolve("seal");
    }

    /** Throws {@link DamagedLog} when the log is not what it was. Breaks the seal. */
    void beforeStart() {
        if (disk.exists(seal)) {
            compareWithSeal();
            disk.delete(seal);
            disk.forceFolder(files.resolveSibling("."));
        } else {
            sealless().forEach(this::scan);
        }
    }

    /** Call when nobody writes the log any more. */
    void afterStop() {
        ByteWriter out = new ByteWriter(1024);
        List<Path> all = disk.list(files);
        out.varint(all.size());
        for (Path file : all) {
            out.text(name(file)).varint(checksum(disk.read(file)));
        }
        out.varint(checksum(out.toArray()));
        disk.replace(seal, out.toArray());
    }

    private void compareWithSeal() {
        ByteReader in = new ByteReader(disk.read(seal));
        try {
            for (int left = in.count(); left > 0; left--) {
                Path file = files.resolve(in.text());
                long expected = in.varint();
                if (!disk.exists(file)) {
                    throw damaged(file, "it is missing");
                } else if (checksum(disk.read(file)) != expected) {
                    throw damaged(file, "it changed since the node stopped");
                }
            }
        } catch (ByteReader.Malformed e) {
            throw damaged(seal, e.getMessage());
        }
    }

    private List<Path> sealless() {
        return disk.list(files).stream()
                .filter(file -> name(file).startsWith(SEGMENT))
                .toList();
    }

    private void scan(Path segment) {
        byte[] content = disk.read(segment);
        switch (new SegmentScan(content).scan()) {
            case SegmentScan.Verdict.Whole() -> {}
            case SegmentScan.Verdict.Torn(int length) -> cutOff(segment, content, length);
            case SegmentScan.Verdict.Damaged(int offset, String reason) ->
                throw damaged(segment, reason + ", at byte " + offset);
        }
    }

    /** Only the segment that was being written can be torn: the others were closed after their last fsync. */
    private void cutOff(Path segment, byte[] content, int length) {
        if (!name(segment).startsWith(OPEN_SEGMENT)) {
            throw damaged(segment, "an entry is incomplete, at byte " + length);
        }
        LOG.warn("the last write to {} was torn off at byte {}; it was never acknowledged", segment, length);
        disk.replace(segment, Arrays.copyOf(content, length));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static long checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }

    private static DamagedLog damaged(Path file, @Nullable String reason) {
        return new DamagedLog(file + " is damaged: " + reason);
    }
}
