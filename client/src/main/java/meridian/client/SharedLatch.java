package meridian.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import meridian.protocol.AwaitLatchRequest;
import meridian.protocol.AwaitLatchResponse;
import meridian.protocol.CoordinationGrpc;
import meridian.protocol.CountDownLatchRequest;
import meridian.protocol.GetLatchRequest;
import meridian.protocol.LatchResponse;
import meridian.protocol.SetLatchRequest;
import meridian.protocol.SetLatchResponse;

/** A count that goes down to 0, and those who wait for that. At 0 it can be set again. */
public final class SharedLatch {
    private final Bytes name;
    private final Calls calls;

    SharedLatch(Bytes name, Calls calls) {
        this.name = name;
        this.calls = calls;
    }

    /** What all who use it call it. */
    public Bytes name() {
        return name;
    }

    /** Sets the count, if it stands at 0. False if it did not. */
    public boolean trySetCount(int count) {
        SetLatchRequest message = SetLatchRequest.newBuilder()
                .setName(name.wire())
                .setCount(count)
                .build();
        return calls.call(Request.of(
                        CoordinationGrpc.getSetLatchMethod(), message, Effect.WRITE, SetLatchResponse::getSet))
                .now();
    }

    /** One less, if it is not 0 already. Returns what is left. */
    public int countDown() {
        return countingDown().now();
    }

    /** As {@link #countDown}. */
    public CompletableFuture<Integer> countDownAsync() {
        return countingDown();
    }

    private PendingCall<CountDownLatchRequest, LatchResponse, Integer> countingDown() {
        CountDownLatchRequest message =
                CountDownLatchRequest.newBuilder().setName(name.wire()).build();
        return calls.call(
                Request.of(CoordinationGrpc.getCountDownLatchMethod(), message, Effect.WRITE, LatchResponse::getCount));
    }

    /** Where it stands. */
    public int count() {
        GetLatchRequest message =
                GetLatchRequest.newBuilder().setName(name.wire()).build();
        return calls.call(
                        Request.of(CoordinationGrpc.getGetLatchMethod(), message, Effect.READ, LatchResponse::getCount))
                .now();
    }

    /** Waits until it stands at 0. */
    public void await() throws InterruptedException {
        awaiting(Deadline.none()).awaitAnswer();
    }

    /** As {@link #await()}, but no longer than this. False if it did not come to 0 in time. */
    public boolean await(Duration patience) throws InterruptedException {
        return awaiting(Deadline.in(patience)).awaitAnswer();
    }

    /** As {@link #await()}, without waiting here. True when it stands at 0. */
    public CompletableFuture<Boolean> awaitAsync() {
        return awaiting(Deadline.none());
    }

    /** To wait changes nothing, so another node can be asked as well. */
    private PendingCall<AwaitLatchRequest, AwaitLatchResponse, Boolean> awaiting(Deadline deadline) {
        Duration patience = Duration.ofNanos(Math.max(0, deadline.remainingNanos()));
        AwaitLatchRequest message = AwaitLatchRequest.newBuilder()
                .setName(name.wire())
                .setPatienceMillis(patience.toMillis())
                .build();
        Request<AwaitLatchRequest, AwaitLatchResponse, Boolean> request = Request.of(
                        CoordinationGrpc.getAwaitLatchMethod(), message, Effect.READ, AwaitLatchResponse::getOpen)
                .waiting();
        return calls.call(request, Deadline.in(patience.plus(calls.settings().timeLimit())));
    }
}
