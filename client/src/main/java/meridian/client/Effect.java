package meridian.client;

/** What a request does, and so when it may be sent again. */
enum Effect {
    /** Changes nothing: again and again. */
    READ,
    /** Changes something each time it arrives: again only if it certainly did not. */
    WRITE,
    /**
     * Changes nothing more when it arrives a second time, since it names what it makes or removes (a lease's number, a
     * session's place in a line, a key and its create revision): again and again, too.
     */
    REPEATABLE
}
