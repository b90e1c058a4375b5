package meridian.coordination;

import meridian.store.Reply;
import meridian.store.StoreError;

/** Somebody of this node who waits at a place in a line. Exactly one of its last five methods is called, once, by the line. */
interface Waiter {
    Place place();

    Demand demand();

    /** False: it leaves unless it is its turn when its place is first seen. */
    boolean isPatient();

    /**
     * It is its turn, and it was seen to be there, with its lease, after that.
     *
     * @param order how many of those whose turn came together with it stand before it
     */
    void granted(Reply.Header header, int order);

    /** Its key is gone, or stands for something else by now. */
    void lost();

    /** The line cannot be followed. */
    void refused(StoreError error);

    /** What it wants cannot be had. */
    void refused(String why);

    /**
     * It left, as it had asked to.
     *
     * @param mayHold whether it may hold, as far as is known
     * @param last whether nobody else of this node waits at the same place for the same
     */
    void left(boolean mayHold, boolean last);
}
