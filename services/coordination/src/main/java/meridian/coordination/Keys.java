package meridian.coordination;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import meridian.base.Bytes;
import meridian.store.KeyRange;

/**
 * The keys under one name. Those of sessions begin with a hexadecimal digit or a sign, so the others, which say what a
 * name is, can never be taken for one of them.
 *
 * @param prefix what all of them begin with
 */
record Keys(Bytes prefix) {
    private static final int RADIX = 16;

    static Keys of(Bytes name) {
        return new Keys(append(name, "/"));
    }

    /** A session's only key here, as etcd's clients print it, which also print a sign. */
    Bytes of(long lease) {
        return append(prefix, Long.toString(lease, RADIX));
    }

    /** One of several keys of a session. */
    Bytes of(long lease, long number) {
        return append(prefix, Long.toString(lease, RADIX) + "-" + Long.toUnsignedString(number, RADIX));
    }

    /** Says how many permits a semaphore has. */
    Bytes permits() {
        return append(prefix, "permits");
    }

    /** Says which rounds of a barrier are complete. */
    Bytes round() {
        return append(prefix, "round");
    }

    /** Says how often a latch has to be counted down. */
    Bytes latch() {
        return append(prefix, "latch");
    }

    KeyRange all() {
        return KeyRange.prefix(prefix);
    }

    /** Only the keys of sessions. */
    KeyRange ofSessions() {
        return new KeyRange(prefix, append(prefix, "g"));
    }

    private static Bytes append(Bytes start, String end) {
        byte[] tail = end.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(start.array(), start.length() + tail.length);
        System.arraycopy(tail, 0, whole, start.length(), tail.length);
        return Bytes.wrap(whole);
    }
}
