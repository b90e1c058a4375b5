package meridian.time.ptp;

/**
 * A message from the clock that we follow to us, and one back, with the times at which they left and came: its own in
 * nanoseconds since 1970 by UTC, ours by the monotonic clock.
 */
public record Passage(long sent, Stamp heard, Stamp left, long received, Announce master) {
    /** The way here and back together. */
    public long delay() {
        return received - sent - (left.tick() - heard.tick());
    }
}
