package meridian.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Numbered keys of one length, and values that follow from a number: what was written can be checked without
 * remembering it, and no store can compress it away.
 */
record KeySpace(long keys, int valueBytes) {
    private static final byte[] PREFIX = "bench/".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS = 10;

    KeySpace {
        if (keys < 1 || keys >= 10_000_000_000L || valueBytes < 1) {
            throw new BenchFailure("Cannot make " + keys + " keys with values of " + valueBytes
                    + " bytes: give 1 to 9,999,999,999 keys and at least 1 byte.");
        }
    }

    ByteString key(long number) {
        byte[] key = new byte[PREFIX.length + DIGITS];
        System.arraycopy(PREFIX, 0, key, 0, PREFIX.length);
        long rest = number;
        for (int i = key.length - 1; i >= PREFIX.length; i--) {
            key[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return UnsafeByteOperations.unsafeWrap(key);
    }

    ByteString value(long number) {
        Sequence sequence = new Sequence(number);
        ByteBuffer value = ByteBuffer.allocate(valueBytes);
        while (value.remaining() >= Long.BYTES) {
            value.putLong(sequence.next());
        }
        while (value.hasRemaining()) {
            value.put((byte) sequence.next());
        }
        return UnsafeByteOperations.unsafeWrap(value.array());
    }
}
