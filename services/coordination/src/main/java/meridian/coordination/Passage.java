package meridian.coordination;

import meridian.store.StoreError;

/** How an attempt to go through a barrier ended. */
public sealed interface Passage {
    /**
     * As many as there are parties had arrived.
     *
     * @param arrival how many of its round had arrived before
     */
    record Passed(int arrival) implements Passage {}

    /** The lease ended, or somebody removed the key, while it waited. It is not counted. */
    record SessionEnded() implements Passage {}

    /** It was cancelled, or its patience ended, before all had arrived. It is not counted, and waits no more. */
    record GivenUp() implements Passage {}

    record Refused(StoreError error) implements Passage {}
}
