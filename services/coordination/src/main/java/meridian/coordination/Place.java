package meridian.coordination;

import java.util.Comparator;
import meridian.base.Bytes;
import meridian.store.Comparison;
import meridian.store.KeyValue;

/**
 * A place in a line: a key and the revision that made it. Who came earlier stands before. Two keys of one revision come
 * from no recipe; they still have an order.
 */
record Place(long revision, Bytes key) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
            Comparator.comparingLong(Place::revision).thenComparing(Place::key);

    static Place of(KeyValue keyValue) {
        return new Place(keyValue.createRevision(), keyValue.key());
    }

    static Place of(Hold hold) {
        return new Place(hold.fence().revision(), hold.key());
    }

    Comparison isThere() {
        return Steps.wasMadeAt(key, revision);
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }
}
