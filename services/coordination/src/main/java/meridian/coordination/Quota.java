package meridian.coordination;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.store.Comparison;
import meridian.store.Comparison.Relation;
import meridian.store.KeyValue;

/**
 * How many permits a semaphore has, and how far in the line they reach.
 *
 * <p>Those who hold are the first ones of a line: all who fit, together with those before them. When the number becomes
 * smaller, those who hold go on holding; so it is written down with the place up to which they stood then.
 */
final class Quota {
    private static final int DIGITS = 10;
    private static final Place BEFORE_ALL = new Place(0, Bytes.EMPTY);

    private final NavigableMap<Place, KeyValue> inOrder;
    private Optional<KeyValue> record = Optional.empty();
    private int permits;
    private long through;

    /** The last one that holds. It never goes back: who holds keeps what it has. */
    private Place last = BEFORE_ALL;

    private long held;

    /** @param inOrder who stands in line, kept up to date by whoever owns it */
    Quota(NavigableMap<Place, KeyValue> inOrder) {
        this.inOrder = inOrder;
    }

    /** Digits of a fixed number, so that the store can compare numbers as it compares values. */
    static Bytes value(int permits, long through) {
        return Bytes.utf8(digits(permits) + " " + through);
    }

    /** Holds when there are at least so many. Never holds when nobody has said how many there are. */
    static Comparison isAtLeast(Bytes key, int permits) {
        return Steps.says(key, Relation.GREATER, Bytes.utf8(digits(permits)));
    }

    private static String digits(int permits) {
        String digits = Integer.toString(permits);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    void say(Optional<KeyValue> what) {
        record = what;
        String[] parts = what.map(it -> it.value().toUtf8()).orElse("").split(" ", 2);
        permits = Math.clamp(Steps.number(Bytes.utf8(parts[0]), 0), 0, Integer.MAX_VALUE);
        through = parts.length < 2 ? 0 : Steps.number(Bytes.utf8(parts[1]), 0);
    }

    /** Somebody came, or asks for another number. */
    void put(Place place, KeyValue keyValue) {
        if (place.compareTo(last) <= 0) {
            held += need(keyValue);
        }
    }

    void remove(Place place, KeyValue keyValue) {
        if (place.compareTo(last) <= 0) {
            held -= need(keyValue);
        }
    }

    /** A key that is not ours and says no number is taken to want one permit. */
    private static long need(KeyValue keyValue) {
        return Math.max(1, Steps.number(keyValue.value(), 1));
    }

    private void advance() {
        for (Map.Entry<Place, KeyValue> next = inOrder.higherEntry(last);
                next != null;
                next = inOrder.higherEntry(last)) {
            long need = need(next.getValue());
            if (next.getKey().revision() > through && held + need > permits) {
                return;
            }
            held += need;
            last = next.getKey();
        }
    }

    boolean reaches(Place place) {
        advance();
        return place.compareTo(last) <= 0;
    }

    int permits() {
        return permits;
    }

    /** Has anybody said how many there are? */
    boolean isSaid() {
        return record.isPresent();
    }

    /** The revision that said how many there are; 0 if nobody did. */
    long revision() {
        return record.map(KeyValue::modRevision).orElse(0L);
    }

    /** Negative when more are held than there are now. */
    int available() {
        advance();
        return Math.clamp(permits - held, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** What somebody who comes now could have at once. */
    int free() {
        int available = available();
        return inOrder.higherKey(last) == null ? Math.max(0, available) : 0;
    }

    /** The place up to which all hold now, wherever the number goes. */
    long heldThrough() {
        advance();
        return last.revision();
    }

    String tooMany(int count) {
        return isSaid()
                ? count + " permits were asked for, and there are " + permits + " in all: ask for fewer, or set more"
                : "nobody has said how many permits there are: set their number first";
    }
}
