package meridian.store;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import meridian.base.ByteReader;
import meridian.base.ByteWriter;
import meridian.base.Bytes;
import meridian.base.Disk;
import meridian.raft.Position;
import meridian.raft.StateMachine;

/**
 * A snapshot as one file: a head that lists the snapshot's files, the files, zeros up to a multiple of 512 bytes, and
 * the SHA-256 of everything before it. etcd's clients check that the length leaves 32 when divided by 512.
 *
 * <p>The head is: eight bytes {@code MERIDIAN}, eight bytes of its length behind them, then the position's term and
 * index, the number of files, and for each its name and length.
 */
public final class SnapshotArchive {
    private static final Bytes MAGIC = Bytes.utf8("MERIDIAN");
    private static final int PREAMBLE = 2 * Long.BYTES;
    private static final int HEAD_MAX = 16 << 20;
    private static final int BLOCK = 512;
    private static final int DIGEST = 32;
    private static final int CHUNK = 64 << 10;

    private final Disk disk;

    public SnapshotArchive(Disk disk) {
        this.disk = disk;
    }

    /** Takes an archive piece by piece. It may block. */
    @FunctionalInterface
    public interface Sink {
        /** @param remaining bytes that follow this piece */
        void accept(byte[] piece, long remaining);
    }

    /** A file of the snapshot. */
    public record Part(String name, long bytes) {}

    /**
     * What an archive holds.
     *
     * @param bytes the length of the whole archive
     * @param digest the SHA-256 that it ends with
     */
    public record Summary(Position position, List<Part> parts, long bytes, Bytes digest) {
        public Summary {
            parts = List.copyOf(parts);
        }
    }

    /** The file is no archive, or not the one that was written. */
    public static final class Broken extends RuntimeException {
        Broken(Path archive, String problem) {
            super("'" + archive + "' is not a usable snapshot: " + problem + "; take another one");
        }
    }

    public void write(StateMachine.Snapshot snapshot, Sink sink) {
        List<Part> parts = new ArrayList<>();
        for (Path file : disk.list(snapshot.folder())) {
            parts.add(new Part(String.valueOf(file.getFileName()), disk.size(file)));
        }
        byte[] head = head(snapshot.position(), parts);
        long content = head.length + parts.stream().mapToLong(Part::bytes).sum();
        Writing writing = new Writing(sink, padded(content) + DIGEST);
        writing.accept(head);
        for (Part part : parts) {
            copy(snapshot.folder().resolve(part.name()), part.bytes(), writing);
        }
        writing.accept(new byte[(int) (padded(content) - content)]);
        writing.finish();
    }

    private void copy(Path file, long bytes, Writing to) {
        for (long offset = 0; offset < bytes; ) {
            byte[] piece = disk.read(file, offset, (int) Math.min(CHUNK, bytes - offset));
            if (piece.length == 0) {
                throw new Broken(file, "the file became shorter while it was read");
            }
            to.accept(piece);
            offset += piece.length;
        }
    }

    private static byte[] head(Position position, List<Part> parts) {
        ByteWriter list = new ByteWriter(CHUNK);
        list.varint(position.term()).varint(position.index()).varint(parts.size());
        for (Part part : parts) {
            list.text(part.name()).varint(part.bytes());
        }
        return new ByteWriter(PREAMBLE + list.length())
                .raw(MAGIC.array())
                .u64(list.length())
                .raw(list.toArray())
                .toArray();
    }

    private static long padded(long content) {
        return (content + BLOCK - 1) / BLOCK * BLOCK;
    }

    /** Reads the whole archive and says what is in it, or throws {@link Broken}. */
    public Summary check(Path archive) {
        Summary summary = readHead(archive);
        MessageDigest sha = sha256();
        long end = summary.bytes() - DIGEST;
        for (long offset = 0; offset < end; ) {
            byte[] piece = disk.read(archive, offset, (int) Math.min(CHUNK, end - offset));
            sha.update(piece);
            offset += piece.length;
        }
        if (!Bytes.wrap(sha.digest()).equals(summary.digest())) {
            throw new Broken(archive, "its content does not match its checksum");
        }
        return summary;
    }

    /** Checks the archive and writes the snapshot's files into the folder, which is made if it does not exist. */
    public Summary extract(Path archive, Path folder) {
        Summary summary = check(archive);
        disk.makeFolders(folder);
        long offset = head(summary.position(), summary.parts()).length;
        for (Part part : summary.parts()) {
            extract(archive, offset, part, folder);
            offset += part.bytes();
        }
        disk.forceFolder(folder);
        return summary;
    }

    private void extract(Path archive, long from, Part part, Path folder) {
        try (Disk.Appender file = disk.create(folder.resolve(part.name()))) {
            for (long done = 0; done < part.bytes(); ) {
                byte[] piece = disk.read(archive, from + done, (int) Math.min(CHUNK, part.bytes() - done));
                file.write(piece);
                done += piece.length;
            }
            file.force();
        }
    }

    private Summary readHead(Path archive) {
        long size = disk.size(archive);
        byte[] preamble = disk.read(archive, 0, PREAMBLE);
        if (size < PREAMBLE + DIGEST || !Bytes.wrap(preamble).startsWith(MAGIC)) {
            throw new Broken(archive, "it does not begin as one");
        }
        long length = new ByteReader(preamble, MAGIC.length(), PREAMBLE).u64();
        if (length < 0 || length > Math.min(HEAD_MAX, size - PREAMBLE - DIGEST)) {
            throw new Broken(archive, "it is cut off, or its head is damaged");
        }
        byte[] digest = disk.read(archive, size - DIGEST, DIGEST);
        try {
            return parseHead(archive, size, disk.read(archive, PREAMBLE, (int) length), Bytes.wrap(digest));
        } catch (ByteReader.Malformed e) {
            throw new Broken(archive, "its head is damaged (" + e.getMessage() + ")");
        }
    }

    private static Summary parseHead(Path archive, long size, byte[] head, Bytes digest) {
        ByteReader reader = new ByteReader(head);
        Position position = new Position(reader.varint(), reader.varint());
        int count = reader.count();
        List<Part> parts = new ArrayList<>(count);
        long total = (long) PREAMBLE + head.length;
        for (int i = 0; i < count; i++) {
            Part part = new Part(reader.text(), reader.varint());
            if (part.bytes() < 0 || part.bytes() > size || !isPlainName(part.name())) {
                throw new Broken(archive, "its head is damaged");
            }
            parts.add(part);
            total += part.bytes();
        }
        if (padded(total) + DIGEST != size) {
            throw new Broken(archive, "it has " + size + " bytes where its head promises " + (padded(total) + DIGEST));
        }
        return new Summary(position, parts, size, digest);
    }

    /** An archive from elsewhere must not write outside of the folder that it is extracted to. */
    private static boolean isPlainName(String name) {
        return !name.isEmpty() && !name.equals(".") && !name.equals("..") && name.indexOf('/') < 0;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Counts and digests what goes by. */
    private static final class Writing {
        private final Sink sink;
        private final MessageDigest sha = sha256();
        private long remaining;

        Writing(Sink sink, long bytes) {
            this.sink = sink;
            this.remaining = bytes;
        }

        void accept(byte[] piece) {
            sha.update(piece);
            pass(piece);
        }

        void finish() {
            pass(sha.digest());
        }

        private void pass(byte[] piece) {
            remaining -= piece.length;
            if (piece.length > 0) {
                sink.accept(piece, remaining);
            }
        }
    }
}
