package meridian.client;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import meridian.protocol.AwaitBarrierRequest;
import meridian.protocol.AwaitBarrierResponse;
import meridian.protocol.CoordinationGrpc;

/**
 * Lets so many parties go on together: each waits until all have arrived. Then the next round begins. All who use a name
 * have to say the same number of parties.
 */
public final class SharedBarrier {
    private final Bytes name;
    private final int parties;
    private final Calls calls;
    private final Supplier<Session> sessions;

    /** @param sessions opens a new one each time: a party is a session */
    SharedBarrier(Bytes name, int parties, Calls calls, Supplier<Session> sessions) {
        this.name = name;
        this.parties = parties;
        this.calls = calls;
        this.sessions = sessions;
    }

    /** What all who use it call it. */
    public Bytes name() {
        return name;
    }

    /** How many have to arrive. */
    public int parties() {
        return parties;
    }

    /**
     * Waits for the others, and returns how many had arrived before. An interrupt ends the wait; then this party is not
     * counted, unless its round was full already.
     */
    public int await() throws InterruptedException {
        return await(Deadline.none()).orElseThrow(() -> new IllegalStateException("a hundred years have passed"));
    }

    /** As {@link #await()}, but no longer than this. Empty if not enough came in time; this party is not counted then. */
    public OptionalInt await(Duration patience) throws InterruptedException {
        return await(Deadline.in(patience));
    }

    /** As {@link #await()}, without waiting here. To cancel the future ends the wait. */
    public CompletableFuture<Integer> awaitAsync() {
        return Tasks.start(calls.executor(), this::await, arrival -> {});
    }

    /** A session that asks again stands where it stood, or hears that it has passed: so it may be sent again. */
    private OptionalInt await(Deadline deadline) throws InterruptedException {
        Session session = sessions.get();
        try {
            Duration patience = Duration.ofNanos(Math.max(0, deadline.remainingNanos()));
            AwaitBarrierRequest message = AwaitBarrierRequest.newBuilder()
                    .setName(name.wire())
                    .setSession(session.lease().id())
                    .setParties(parties)
                    .setPatienceMillis(patience.toMillis())
                    .build();
            Request<AwaitBarrierRequest, AwaitBarrierResponse, OptionalInt> request = Request.of(
                            CoordinationGrpc.getAwaitBarrierMethod(), message, Effect.REPEATABLE, SharedBarrier::passed)
                    .waiting();
            Deadline last = Deadline.in(patience.plus(calls.settings().timeLimit()));
            return session.whileAlive(calls.call(request, last)).awaitAnswer();
        } catch (InvalidRequestException e) {
            throw Failures.lostIfSo(e, session);
        } finally {
            session.end(Deadline.in(session.lease().timeToLive()));
        }
    }

    private static OptionalInt passed(AwaitBarrierResponse response) {
        return response.getPassed() ? OptionalInt.of(response.getArrival()) : OptionalInt.empty();
    }
}
