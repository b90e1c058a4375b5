package meridian.store;

import java.util.Arrays;
import meridian.base.Bytes;

/**
 * A run of keys: from {@code start} up to but not including {@code end}.
 *
 * @param end {@link Bytes#EMPTY} means no upper end
 */
public record KeyRange(Bytes start, Bytes end) {
    public static final KeyRange ALL = new KeyRange(Bytes.EMPTY, Bytes.EMPTY);

    public static KeyRange single(Bytes key) {
        return new KeyRange(key, key.successor());
    }

    public static KeyRange from(Bytes start) {
        return new KeyRange(start, Bytes.EMPTY);
    }

    public static KeyRange prefix(Bytes prefix) {
        byte[] end = prefix.array().clone();
        for (int last = end.length - 1; last >= 0; last--) {
            if (end[last] != (byte) 0xff) {
                end[last]++;
                return new KeyRange(prefix, Bytes.wrap(Arrays.copyOf(end, last + 1)));
            }
        }
        return from(prefix);
    }

    public boolean isSingle() {
        return end.length() == start.length() + 1 && end.at(start.length()) == 0 && end.startsWith(start);
    }

    public boolean hasEnd() {
        return !end.isEmpty();
    }

    public boolean contains(Bytes key) {
        return key.compareTo(start) >= 0 && (end.isEmpty() || key.compareTo(end) < 0);
    }

    public boolean isEmpty() {
        return hasEnd() && start.compareTo(end) >= 0;
    }
}
