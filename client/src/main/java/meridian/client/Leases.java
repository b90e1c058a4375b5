package meridian.client;

import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseRevokeResponse;
import io.etcd.jetcd.api.LeaseTimeToLiveRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveResponse;
import java.time.Duration;

/** Requests about leases. A lease has a number that the client chooses, so each of them may be sent twice. */
final class Leases {
    private final Calls calls;

    Leases(Calls calls) {
        this.calls = calls;
    }

    Calls calls() {
        return calls;
    }

    /** A new lease, whose time may have begun when this was called. */
    Lease grant(Duration timeToLive) {
        long number = number();
        LeaseGrantRequest message = LeaseGrantRequest.newBuilder()
                .setID(number)
                .setTTL(seconds(timeToLive))
                .build();
        Request<LeaseGrantRequest, LeaseGrantResponse, Long> request =
                Request.of(LeaseGrpc.getLeaseGrantMethod(), message, Effect.REPEATABLE, LeaseGrantResponse::getTTL);
        try {
            return lease(number, calls.call(request).now());
        } catch (MeridianException e) {
            if (!Failures.isLeaseThere(e)) {
                throw e;
            }
            // An earlier attempt was answered to nobody. Who else should have chosen the number?
            return lease(
                    number,
                    renew(number, Deadline.in(calls.settings().timeLimit())).now());
        }
    }

    private Lease lease(long number, long seconds) {
        return new Lease(this, number, Duration.ofSeconds(seconds));
    }

    /** Any number but 0, by which the server would be asked to choose. */
    private static long number() {
        return Machine.random() >>> 1 | 1;
    }

    private static long seconds(Duration timeToLive) {
        if (!timeToLive.isPositive()) {
            throw new IllegalArgumentException("a time to live is " + timeToLive + ": it must be greater than 0");
        }
        return timeToLive.plusNanos(Duration.ofSeconds(1).toNanos() - 1).toSeconds();
    }

    /** The new time to live in seconds, 0 if the lease is gone. */
    PendingCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse, Long> renew(long number, Deadline deadline) {
        LeaseKeepAliveRequest message =
                LeaseKeepAliveRequest.newBuilder().setID(number).build();
        return calls.call(
                Request.of(LeaseGrpc.getLeaseKeepAliveMethod(), message, Effect.READ, LeaseKeepAliveResponse::getTTL),
                deadline);
    }

    /** The time that is left in seconds, less than 0 if the lease is gone. */
    PendingCall<LeaseTimeToLiveRequest, LeaseTimeToLiveResponse, Long> remaining(long number) {
        LeaseTimeToLiveRequest message =
                LeaseTimeToLiveRequest.newBuilder().setID(number).build();
        return calls.call(Request.of(
                LeaseGrpc.getLeaseTimeToLiveMethod(), message, Effect.READ, LeaseTimeToLiveResponse::getTTL));
    }

    /** Fails if it is gone already. */
    PendingCall<LeaseRevokeRequest, LeaseRevokeResponse, Boolean> revoke(long number, Deadline deadline) {
        LeaseRevokeRequest message =
                LeaseRevokeRequest.newBuilder().setID(number).build();
        return calls.call(
                Request.of(LeaseGrpc.getLeaseRevokeMethod(), message, Effect.REPEATABLE, response -> true), deadline);
    }
}
