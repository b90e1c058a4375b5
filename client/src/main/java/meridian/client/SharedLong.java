package meridian.client;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import meridian.protocol.ChangeNumberRequest;
import meridian.protocol.ChangeNumberResponse;
import meridian.protocol.CoordinationGrpc;

/**
 * A number that all share. At first it is 0. Each change happens at once or not at all; one that ends with {@link
 * OutcomeUnknownException} may have happened, so read before you add again.
 */
public final class SharedLong {
    private final Bytes name;
    private final Calls calls;

    SharedLong(Bytes name, Calls calls) {
        this.name = name;
        this.calls = calls;
    }

    /** The key that it is stored in. */
    public Bytes name() {
        return name;
    }

    /** What it is. */
    public long get() {
        return change(it -> it, Effect.READ, ChangeNumberResponse::getAfter).now();
    }

    /** Makes it this, and returns what it was. */
    public long getAndSet(long value) {
        return change(it -> it.setSet(value), Effect.WRITE, ChangeNumberResponse::getBefore)
                .now();
    }

    /** Makes it this. */
    public void set(long value) {
        getAndSet(value);
    }

    /** Adds, and returns what it is then. */
    public long addAndGet(long delta) {
        return adding(delta, ChangeNumberResponse::getAfter).now();
    }

    /** Adds, and returns what it was. */
    public long getAndAdd(long delta) {
        return adding(delta, ChangeNumberResponse::getBefore).now();
    }

    /** Adds 1, and returns what it is then. */
    public long incrementAndGet() {
        return addAndGet(1);
    }

    /** As {@link #addAndGet}. */
    public CompletableFuture<Long> addAndGetAsync(long delta) {
        return adding(delta, ChangeNumberResponse::getAfter);
    }

    /** Makes it the second if it is the first. False if it was not. */
    public boolean compareAndSet(long expected, long update) {
        return change(
                        it -> it.setCompareAndSet(ChangeNumberRequest.CompareAndSet.newBuilder()
                                .setExpected(expected)
                                .setUpdate(update)),
                        Effect.WRITE,
                        response -> response.getBefore() == expected)
                .now();
    }

    private PendingCall<ChangeNumberRequest, ChangeNumberResponse, Long> adding(
            long delta, Function<ChangeNumberResponse, Long> answer) {
        return change(it -> it.setAdd(delta), Effect.WRITE, answer);
    }

    private <T> PendingCall<ChangeNumberRequest, ChangeNumberResponse, T> change(
            Function<ChangeNumberRequest.Builder, ChangeNumberRequest.Builder> change,
            Effect effect,
            Function<ChangeNumberResponse, T> answer) {
        ChangeNumberRequest message = change.apply(
                        ChangeNumberRequest.newBuilder().setName(name.wire()))
                .build();
        return calls.call(Request.of(CoordinationGrpc.getChangeNumberMethod(), message, effect, answer));
    }
}
