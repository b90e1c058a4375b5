package meridian.client;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import meridian.protocol.AcquireRequest;
import meridian.protocol.AcquireResponse;
import meridian.protocol.CoordinationGrpc;
import meridian.protocol.DrainPermitsRequest;

/**
 * Gets what the cluster's coordination hands out, each time through a session that exists for nothing else. So who waits
 * asks again at another node for the same place, and to end the session gives back whatever it holds or waits for, also
 * when nobody knows what that is.
 */
final class OwnPlaces {
    private final Calls calls;
    private final Supplier<Session> sessions;

    /** @param sessions opens a new one each time */
    OwnPlaces(Calls calls, Supplier<Session> sessions) {
        this.calls = calls;
        this.sessions = sessions;
    }

    Calls calls() {
        return calls;
    }

    /** What was got. Its session ends with it. */
    record Won(Place place, int permits) {}

    /** How to ask. */
    private interface Question {
        PendingCall<?, AcquireResponse, AcquireResponse> ask(Session session);
    }

    /** Waits for it. Empty if it did not come in time. */
    Optional<Won> acquire(AcquireRequest demand, Deadline deadline) throws InterruptedException {
        while (true) {
            try {
                return ask(session -> acquiring(demand, session, deadline));
            } catch (OutcomeUnknownException | SessionLostException e) {
                if (deadline.isWithin(calls.settings().retryPauseMax())) {
                    return Optional.empty();
                }
                if (calls.awaitClosing(Deadline.in(calls.settings().retryPauseMax()))) {
                    throw e;
                }
            }
        }
    }

    /** Takes it if it can be had at once. */
    Optional<Won> acquireNow(AcquireRequest demand) {
        return uninterrupted(session -> acquiring(demand, session, new Deadline(Machine.nanos())));
    }

    Optional<Won> drain(ByteString name) {
        return uninterrupted(session -> calls.call(Request.of(
                CoordinationGrpc.getDrainPermitsMethod(),
                DrainPermitsRequest.newBuilder()
                        .setName(name)
                        .setSession(session.lease().id())
                        .build(),
                Effect.WRITE,
                response -> response)));
    }

    /** For what does not wait for others, so that the client's time limit ends it soon enough. */
    private Optional<Won> uninterrupted(Question question) {
        boolean interrupted = Thread.interrupted();
        try {
            return ask(question);
        } catch (InterruptedException e) {
            interrupted = true;
            throw new NotAppliedException("it was interrupted, and gives back what it may have got", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether it fails, or there is nothing to be had: without a hold the session is of no use. */
    private Optional<Won> ask(Question question) throws InterruptedException {
        Session session = sessions.get();
        boolean won = false;
        try {
            PendingCall<?, AcquireResponse, AcquireResponse> asking = session.whileAlive(question.ask(session));
            AcquireResponse response = asking.awaitAnswer();
            won = response.hasHold();
            return won ? Optional.of(won(session, response, asking.attempts() > 1)) : Optional.empty();
        } catch (InvalidRequestException e) {
            throw Failures.lostIfSo(e, session);
        } finally {
            if (!won) {
                session.end(Deadline.in(session.lease().timeToLive()));
            }
        }
    }

    private static Won won(Session session, AcquireResponse response, boolean doubtful) {
        meridian.protocol.Hold hold = response.getHold();
        return new Won(
                new Place(session, Bytes.of(hold.getKey()), new Fence(hold.getFence()), doubtful), hold.getPermits());
    }

    /** The node is told how long to wait, and has the time of an attempt more to say that it was in vain. */
    private PendingCall<?, AcquireResponse, AcquireResponse> acquiring(
            AcquireRequest demand, Session session, Deadline deadline) {
        Duration patience = Duration.ofNanos(Math.max(0, deadline.remainingNanos()));
        AcquireRequest message = demand.toBuilder()
                .setSession(session.lease().id())
                .setPatienceMillis(patience.toMillis())
                .build();
        Request<AcquireRequest, AcquireResponse, AcquireResponse> request = Request.of(
                        CoordinationGrpc.getAcquireMethod(),
                        message,
                        Effect.REPEATABLE,
                        (AcquireResponse response) -> response)
                .waiting();
        return calls.call(request, Deadline.in(patience.plus(calls.settings().timeLimit())));
    }
}
