package meridian.client;

import java.time.Duration;
import java.util.Optional;

/**
 * A time to live. Keys that are put with it end with it. Nobody renews it but its owner, by {@link #renew}; a {@link
 * Session} is a lease that the client renews by itself.
 */
public final class Lease implements AutoCloseable {
    private final Leases leases;
    private final long id;
    private final Duration timeToLive;

    Lease(Leases leases, long id, Duration timeToLive) {
        this.leases = leases;
        this.id = id;
        this.timeToLive = timeToLive;
    }

    /** Its number, by which every client knows it. */
    public long id() {
        return id;
    }

    /** What it was granted, which may be more than what was asked for. */
    public Duration timeToLive() {
        return timeToLive;
    }

    /** Gives it its full time again, which it returns. Throws {@link SessionLostException} if it has ended. */
    public Duration renew() {
        Deadline deadline = Deadline.in(leases.calls().settings().timeLimit());
        long seconds = leases.renew(id, deadline).now();
        if (seconds <= 0) {
            throw new SessionLostException("the lease " + name() + " has ended and cannot be renewed", null);
        }
        return Duration.ofSeconds(seconds);
    }

    /** The time that is left, nothing if it has ended. */
    public Optional<Duration> remaining() {
        long seconds = leases.remaining(id).now();
        return seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    /** Ends it now, and its keys with it. */
    @Override
    public void close() {
        try {
            leases.revoke(id, Deadline.in(leases.calls().settings().timeLimit()))
                    .uninterrupted();
        } catch (MeridianException e) {
            // That it is gone already makes no difference to anybody.
            if (!Failures.isLeaseGone(e)) {
                throw e;
            }
        }
    }

    /** In hexadecimal digits, as etcd's tools print it and as it is part of the keys in a line. */
    String name() {
        return Long.toHexString(id);
    }

    @Override
    public String toString() {
        return "Lease[" + name() + ", " + timeToLive + "]";
    }
}
