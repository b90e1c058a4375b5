package meridian.coordination;

import meridian.store.Reply;
import meridian.store.StoreError;

/** How an attempt to get a lock or permits, or to win an election, ended. */
public sealed interface Acquisition {
    /** @param header the state in which the holder was seen to hold it, with a live lease */
    record Held(Hold hold, Reply.Header header) implements Acquisition {}

    /** The lease ended, or somebody removed the key, while it waited. It holds nothing. */
    record SessionEnded() implements Acquisition {}

    /** It was cancelled, or its patience ended, before it was its turn. It waits no more. */
    record GivenUp() implements Acquisition {}

    record Refused(StoreError error) implements Acquisition {}
}
