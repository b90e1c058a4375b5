package meridian.etcd;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A method with one request and one answer that may take as long as somebody else holds a lock. Unlike a {@link Unary}
 * one it counts as a stream, and ends when its client goes or the node stops: then what it waits for is given up.
 */
final class WaitingCall<Q, R> extends RequestListener<Q> implements OpenStream {
    private final Method<Q, R> method;
    private final Reception reception;
    private final ServerCall<?, R> call;
    private final Metadata headers;
    private final OpenStreams streams;

    /** Guards the fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable Q request;
    private @Nullable Wait<R> wait;
    private volatile @Nullable Visit visit;
    private boolean over;

    private WaitingCall(
            Method<Q, R> method, Reception reception, ServerCall<?, R> call, Metadata headers, OpenStreams streams) {
        this.method = method;
        this.reception = reception;
        this.call = call;
        this.headers = headers;
        this.streams = streams;
    }

    /** What a method does. It must not block. */
    interface Method<Q, R> {
        Wait<R> call(Visit visit, Q request);
    }

    /** @param giveUp ends the wait soon, and may come after its end */
    record Wait<R>(CompletableFuture<R> answer, Runnable giveUp) {}

    static <Q, R> ServedMethod.Opening<Q, R> opening(Method<Q, R> method, Reception reception, OpenStreams streams) {
        return (call, headers) -> {
            var waiting = new WaitingCall<>(method, reception, call, headers, streams);
            if (reception.refuses(headers)) {
                waiting.end(EtcdErrors.NO_LEADER);
            } else if (streams.admit(waiting)) {
                // A second one would be a client's mistake, which is only seen by asking for it.
                call.request(2);
            } else {
                waiting.end(EtcdErrors.TOO_MANY_REQUESTS);
            }
            return waiting;
        };
    }

    @Override
    public boolean demandsLeader() {
        return LeaderWatch.isDemandedBy(headers);
    }

    @Override
    public void onMessage(Q message) {
        if (request == null) {
            request = message;
        } else {
            end(Status.INTERNAL.withDescription("a second request where one was expected"));
        }
    }

    @Override
    public void onHalfClose() {
        Q complete = request;
        if (complete == null) {
            end(Status.INTERNAL.withDescription("the stream ended before the request"));
        } else if (!isOver()) {
            begin(complete);
        }
    }

    private boolean isOver() {
        lock.lock();
        try {
            return over;
        } finally {
            lock.unlock();
        }
    }

    private void begin(Q complete) {
        reception.admit(call, headers).whenComplete((admitted, trouble) -> {
            if (admitted == null || trouble != null) {
                end(EtcdErrors.of(trouble == null ? new IllegalStateException("nobody was let in") : trouble));
            } else {
                visit = admitted;
                begin(admitted, complete);
            }
        });
    }

    private void begin(Visit admitted, Q complete) {
        Wait<R> begun;
        try {
            begun = method.call(admitted, complete);
        } catch (RuntimeException e) {
            end(EtcdErrors.of(e));
            return;
        }
        boolean late;
        lock.lock();
        try {
            wait = begun;
            late = over;
        } finally {
            lock.unlock();
        }
        if (late) {
            begun.giveUp.run();
        }
        begun.answer.whenComplete(this::answer);
    }

    private void answer(@Nullable R response, @Nullable Throwable failure) {
        if (response == null) {
            end(EtcdErrors.of(failure == null ? new IllegalStateException("a method had no answer") : failure));
        } else if (finish()) {
            call.sendHeaders(new Metadata());
            call.sendMessage(response);
            close(Ending.OK);
        }
    }

    /** What has begun is given up, but that takes a while, and nobody waits for what becomes of it. */
    @Override
    public void end(Status status) {
        end(visit == null ? Ending.refused(status) : Ending.unknown(status));
    }

    private void end(Ending ending) {
        if (finish()) {
            close(ending);
            giveUp();
        }
    }

    private void close(Ending ending) {
        reception.close(call, Optional.ofNullable(visit), Optional.ofNullable(request), ending);
    }

    private void giveUp() {
        Wait<R> begun;
        lock.lock();
        try {
            begun = wait;
        } finally {
            lock.unlock();
        }
        if (begun != null) {
            begun.giveUp.run();
        }
    }

    @Override
    public void onCancel() {
        end(Status.CANCELLED);
    }

    /** True for the first one who ends the call. */
    private boolean finish() {
        lock.lock();
        try {
            if (over) {
                return false;
            }
            over = true;
        } finally {
            lock.unlock();
        }
        streams.left(this);
        return true;
    }
}
