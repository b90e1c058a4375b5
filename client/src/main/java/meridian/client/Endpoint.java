package meridian.client;

import io.grpc.ManagedChannel;
import java.time.Duration;

/** A node as the client knows it: where it is, and whether it is to be left alone for now. */
final class Endpoint {
    private final String address;
    private final ManagedChannel channel;
    private final Backoff rests;
    private int failures;
    private Deadline restsUntil = new Deadline(Machine.nanos());
    private volatile long member;

    Endpoint(String address, ManagedChannel channel, Backoff rests) {
        this.address = address;
        this.channel = channel;
        this.rests = rests;
    }

    ManagedChannel channel() {
        return channel;
    }

    /** 0 until it has said who it is. */
    long member() {
        return member;
    }

    void isMember(long number) {
        member = number;
    }

    /** Leaves it alone, the longer the more often in a row it failed. */
    synchronized void failed() {
        failures++;
        Duration rest = rests.pause(failures);
        restsUntil = Deadline.in(rest);
    }

    synchronized void answered() {
        failures = 0;
        restsUntil = new Deadline(Machine.nanos());
    }

    synchronized boolean isResting() {
        return !restsUntil.hasPassed();
    }

    synchronized long restNanos() {
        return restsUntil.remainingNanos();
    }

    /** Connects at once if it is not connected, instead of after gRPC's own pause, which grows to two minutes. */
    synchronized void wake() {
        if (failures > 0) {
            channel.resetConnectBackoff();
        }
    }

    @Override
    public String toString() {
        return address;
    }
}
