package meridian.time;

import meridian.base.NodeId;

/**
 * What another node's machine has for the time.
 *
 * @param asked when we asked for it, on our monotonic clock
 * @param shown what its clock showed after that, in nanoseconds since the Unix epoch
 * @param heard when we heard of it, on our monotonic clock
 */
public record PeerClock(NodeId peer, long asked, long shown, long heard) {
    /** Between which two times the true time was when we heard, if that clock is right to so much. */
    Span span(long right) {
        long elapsed = heard - asked;
        return new Span(heard, shown, shown + elapsed + Span.drift(elapsed)).widened(right);
    }
}
