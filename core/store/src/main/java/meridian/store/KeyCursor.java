package meridian.store;

import meridian.base.Bytes;

/** Walks the keys of a range in order, each as it was at one revision. Starts before the first one. */
interface KeyCursor extends AutoCloseable {
    /** Goes to the next key; false behind the last one. */
    boolean next();

    Bytes key();

    Version version();

    @Override
    void close();
}
