package meridian.coordination;

import meridian.store.Transaction;

/** How far somebody in a line has come. */
sealed interface Turn {
    /** @param order how many of those whose turn came together with it stand before it */
    record Now(int order) implements Turn {}

    /** As soon as this is done. Whoever sees that may do it, and to do it twice changes nothing. */
    record Soon(Transaction opening) implements Turn {}

    record Later() implements Turn {}
}
