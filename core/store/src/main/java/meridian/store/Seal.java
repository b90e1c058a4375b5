package meridian.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import meridian.base.ByteReader;
import meridian.base.ByteWriter;
import meridian.base.Disk;

/**
 * Vouches for RocksDB's manifest, the list of its files. RocksDB takes a damaged length in the manifest for its end and
 * would silently go back to an older state. So after each flush a small file notes how long the manifest was and its
 * checksum; the log is kept from there on.
 */
final class Seal {
    private static final String FILE = "SEAL";
    private static final String CURRENT = "CURRENT";
    private static final Pattern MANIFEST = Pattern.compile("MANIFEST-(\\d{6,18})\n");
    private static final int VERSION = 1;
    private static final int CHUNK_BYTES = 1 << 20;

    private final Disk disk;
    private final Path folder;
    private final Path manifest;
    private final CRC32C checksum = new CRC32C();
    private long length;

    /** @throws DamagedData if the folder does not say which manifest is its own */
    Seal(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
        Path current = folder.resolve(CURRENT);
        if (!disk.exists(current)) {
            throw new DamagedData(current, "it is missing");
        }
        String text = new String(disk.read(current), StandardCharsets.ISO_8859_1);
        if (!MANIFEST.matcher(text).matches()) {
            throw new DamagedData(current, "it does not name a manifest");
        }
        this.manifest = folder.resolve(text.strip());
        if (!disk.exists(manifest)) {
            throw new DamagedData(current, "it names " + text.strip() + ", which does not exist");
        }
    }

    /** Compares the manifest with the seal, if there is one: a crash may have come before the first. */
    static void check(Disk disk, Path folder) {
        Seal actual = new Seal(disk, folder);
        Path file = folder.resolve(FILE);
        if (disk.exists(file)) {
            actual.check(file, disk.read(file));
        }
    }

    private void check(Path file, byte[] content) {
        ByteReader reader = new ByteReader(content);
        String sealedName;
        long sealedLength;
        long sealedChecksum;
        try {
            int version = reader.u8();
            sealedName = reader.text();
            sealedLength = reader.u64();
            sealedChecksum = reader.u64();
            if (version != VERSION || reader.u64() != checksum(content, reader.position() - Long.BYTES)) {
                throw new DamagedData(file, "its checksum does not match");
            }
        } catch (ByteReader.Malformed e) {
            throw new DamagedData(file, String.valueOf(e.getMessage()));
        }
        if (sealedName.equals(name())) {
            checkPrefix(sealedLength, sealedChecksum);
        } else if (number(name()) < number(sealedName)) {
            // RocksDB starts a new manifest now and then, always with a greater number.
            throw new DamagedData(folder.resolve(CURRENT), "it names " + name() + " but " + sealedName + " came later");
        }
    }

    private void checkPrefix(long sealedLength, long sealedChecksum) {
        if (disk.size(manifest) < sealedLength) {
            throw new DamagedData(manifest, disk.size(manifest) + " bytes are left of " + sealedLength);
        }
        extend(sealedLength);
        if (checksum.getValue() != sealedChecksum) {
            throw new DamagedData(manifest, "its checksum does not match the seal");
        }
    }

    /** Vouches for the manifest as long as it is now. */
    void write() {
        extend(disk.size(manifest));
        try (Disk.Appender appender = disk.append(manifest)) {
            appender.force();
        }
        ByteWriter writer =
                new ByteWriter(64).u8(VERSION).text(name()).u64(length).u64(checksum.getValue());
        byte[] content = writer.toArray();
        disk.replace(
                folder.resolve(FILE),
                writer.u64(checksum(content, content.length)).toArray());
    }

    /** True if RocksDB has gone over to another manifest. */
    boolean isOutdated() {
        return !new Seal(disk, folder).name().equals(name());
    }

    private void extend(long end) {
        while (length < end) {
            byte[] chunk = disk.read(manifest, length, (int) Math.min(CHUNK_BYTES, end - length));
            checksum.update(chunk, 0, chunk.length);
            length += chunk.length;
        }
    }

    private String name() {
        return manifest.getFileName().toString();
    }

    private static long number(String name) {
        Matcher matcher = MANIFEST.matcher(name + "\n");
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static long checksum(byte[] content, int length) {
        CRC32C crc = new CRC32C();
        crc.update(content, 0, length);
        return crc.getValue();
    }
}
