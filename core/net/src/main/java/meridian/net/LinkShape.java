package meridian.net;

import java.time.Duration;

/**
 * How what leaves this node towards one peer is made to travel, to try regions on one machine and to test faults.
 *
 * @param delay added to the way of every frame
 * @param jitter up to so much more, at random; the order is kept
 * @param cut nothing arrives at the peer, while what the peer sends still arrives here
 */
public record LinkShape(Duration delay, Duration jitter, boolean cut) {
    /** As the network is. */
    public static final LinkShape NONE = new LinkShape(Duration.ZERO, Duration.ZERO, false);

    public LinkShape {
        if (delay.isNegative() || jitter.isNegative()) {
            throw new IllegalArgumentException(
                    "a delay of " + delay + " with a jitter of " + jitter + " is not possible: use zero or more");
        }
    }

    public static LinkShape delayed(Duration delay, Duration jitter) {
        return new LinkShape(delay, jitter, false);
    }

    public static LinkShape severed() {
        return new LinkShape(Duration.ZERO, Duration.ZERO, true);
    }

    boolean delays() {
        return delay.isPositive() || jitter.isPositive();
    }
}
