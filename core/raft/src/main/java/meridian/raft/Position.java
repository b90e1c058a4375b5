package meridian.raft;

/** A place in the log. */
public record Position(long term, long index) {
    /** Before the first entry. */
    public static final Position START = new Position(0, -1);
}
