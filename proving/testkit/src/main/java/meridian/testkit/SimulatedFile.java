package meridian.testkit;

import java.util.Arrays;

/** The bytes of a file: what programs see, and what would be there after a loss of power. */
final class SimulatedFile implements SimulatedNames.Node {
    private static final int SECTOR = 512;

    private Content seen = new Content();
    private Content certain = seen;
    private int certainLength;
    private boolean spoilt;

    int length() {
        return seen.length;
    }

    byte[] read(long offset, int length) {
        int from = (int) Math.min(offset, seen.length);
        int to = (int) Math.min(offset + length, seen.length);
        return Arrays.copyOfRange(seen.bytes, from, to);
    }

    void write(byte[] bytes, int length) {
        seen.add(bytes, length);
    }

    /** Empties the file; until it is forced, the old content may come back. */
    void empty() {
        seen = new Content();
    }

    void force() {
        if (!spoilt) {
            certain = seen;
            certainLength = seen.length;
        }
    }

    /** Forcing failed: from now on the system takes its pages as written, which they are not. */
    void spoil() {
        spoilt = true;
    }

    /** What the next start would find. */
    SimulatedFile afterCrash(SeededRandomness randomness) {
        boolean old = certain != seen && randomness.chance(0.5);
        byte[] bytes = old ? Arrays.copyOf(certain.bytes, certainLength) : torn(randomness);
        SimulatedFile left = new SimulatedFile();
        left.write(bytes, bytes.length);
        left.force();
        return left;
    }

    private byte[] torn(SeededRandomness randomness) {
        int sure = certain == seen ? certainLength : 0;
        int length = spoilt ? sure : (int) randomness.between(sure, seen.length);
        byte[] bytes = Arrays.copyOf(seen.bytes, length);
        int hole = (int) randomness.between(sure, length);
        if (randomness.chance(0.3)) {
            Arrays.fill(bytes, hole, Math.min(length, hole + SECTOR), (byte) 0);
        }
        return bytes;
    }

    private static final class Content {
        private byte[] bytes = new byte[64];
        private int length;

        void add(byte[] more, int count) {
            if (bytes.length - length < count) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
            }
            System.arraycopy(more, 0, bytes, length, count);
            length += count;
        }
    }
}
