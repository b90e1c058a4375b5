package meridian.raft;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Looks through one segment of Ratis' log: a header, then for each entry a length (varint), that many bytes, and the
 * CRC-32C of both; zeros up to the end of the file.
 *
 * <p>Ratis itself skips an entry that would end behind the end of the file, and refuses any other broken one. The first
 * could hide a damaged length and everything behind it; the second would keep a node down after a power loss that tore
 * the last write, which was never acknowledged. So this looks more closely: an entry is torn, not damaged, when a whole
 * disk sector of it was never written (etcd's rule), and no single changed byte in its length explains it.
 */
final class SegmentScan {
    private static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.US_ASCII);
    private static final int SECTOR = 512;
    private static final int CHECKSUM_BYTES = 4;
    private static final int LENGTH_BYTES_MAX = 4;

    /** What a segment looks like. */
    sealed interface Verdict {
        record Whole() implements Verdict {}

        /** The last write was not finished; the file is good up to {@code length}. */
        record Torn(int length) implements Verdict {}

        record Damaged(int offset, String reason) implements Verdict {}
    }

    private record Length(int value, int bytes) {}

    private final byte[] file;
    private final CRC32C crc = new CRC32C();

    SegmentScan(byte[] file) {
        this.file = file;
    }

    Verdict scan() {
        if (file.length < HEADER.length || Arrays.mismatch(Arrays.copyOf(file, HEADER.length), HEADER) >= 0) {
            return isZero(0, file.length) || isPartOfHeader()
                    ? new Verdict.Torn(0)
                    : new Verdict.Damaged(0, "the header is not that of a log segment");
        }
        int offset = HEADER.length;
        while (offset < file.length && file[offset] != 0) {
            int end = endOfEntry(offset);
            if (end < 0) {
                return judgeBroken(offset);
            }
            offset = end;
        }
        return isZero(offset, file.length) ? new Verdict.Whole() : judgeBroken(offset);
    }

    private boolean isPartOfHeader() {
        int same = 0;
        while (same < Math.min(file.length, HEADER.length) && file[same] == HEADER[same]) {
            same++;
        }
        return isZero(same, file.length);
    }

    /** Where the entry ends if it is whole, else -1. */
    private int endOfEntry(int offset) {
        Length length = lengthAt(offset);
        long end = (long) offset + length.bytes + length.value + CHECKSUM_BYTES;
        if (length.value <= 0 || end > file.length) {
            return -1;
        }
        int checked = length.bytes + length.value;
        crc.reset();
        crc.update(file, offset, checked);
        return (int) crc.getValue() == intAt(offset + checked) ? (int) end : -1;
    }

    private Length lengthAt(int offset) {
        int value = 0;
        for (int i = 0; i < LENGTH_BYTES_MAX && offset + i < file.length; i++) {
            value |= (file[offset + i] & 0x7f) << (7 * i);
            if (file[offset + i] >= 0) {
                return new Length(value, i + 1);
            }
        }
        return new Length(-1, LENGTH_BYTES_MAX);
    }

    private int intAt(int offset) {
        return (file[offset] & 0xff) << 24
                | (file[offset + 1] & 0xff) << 16
                | (file[offset + 2] & 0xff) << 8
                | (file[offset + 3] & 0xff);
    }

    private Verdict judgeBroken(int offset) {
        if (oneByteExplainsIt(offset)) {
            return new Verdict.Damaged(offset, "the length of an entry was changed");
        }
        Length length = lengthAt(offset);
        long claimed = length.value <= 0 ? SECTOR : (long) length.bytes + length.value + CHECKSUM_BYTES;
        long end = Math.min(file.length, offset + claimed);
        return offset + claimed > file.length || hasZeroSector(offset, (int) end)
                ? new Verdict.Torn(offset)
                : new Verdict.Damaged(offset, "the checksum of an entry does not match");
    }

    /** Is there a whole entry here with one byte of its length changed? */
    private boolean oneByteExplainsIt(int offset) {
        for (int i = offset; i < Math.min(offset + LENGTH_BYTES_MAX, file.length); i++) {
            byte original = file[i];
            for (int candidate = 0; candidate < 256; candidate++) {
                file[i] = (byte) candidate;
                if (candidate != (original & 0xff) && endOfEntry(offset) >= 0) {
                    file[i] = original;
                    return true;
                }
            }
            file[i] = original;
        }
        return false;
    }

    /** Is the part of some disk sector that belongs to the range all zero? The first part alone proves nothing. */
    private boolean hasZeroSector(int from, int to) {
        for (int start = from; start < to; ) {
            int end = Math.min(to, (start / SECTOR + 1) * SECTOR);
            if (isZero(start, end)) {
                return true;
            }
            start = end;
        }
        return false;
    }

    private boolean isZero(int from, int to) {
        for (int i = from; i < to; i++) {
            if (file[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
