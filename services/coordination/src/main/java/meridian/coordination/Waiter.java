package meridian.coordination;

import meridian.store.Reply;
import meridian.store.StoreError;

/** Somebody of this node who waits at a place in a line. Exactly one of its methods is called, once, by the line. */
interface Waiter {
    Place place();

    /** How many may hold at a time: it holds when it is among so many first ones. */
    int width();

    /** It is its turn, and it was seen to be there, with its lease, after that. */
    void granted(Reply.Header header);

    /** Its key is gone. */
    void lost();

    /** The line cannot be followed. */
    void refused(StoreError error);

    /**
     * It left, as it had asked to.
     *
     * @param mayHold whether it may hold, as far as is known
     * @param last whether nobody else of this node waits at the same place
     */
    void left(boolean mayHold, boolean last);
}
