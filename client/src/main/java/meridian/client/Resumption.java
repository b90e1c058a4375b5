package meridian.client;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import meridian.client.ServerStream.Item;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is opened again, at another node, when it breaks. It belongs to the one who reads it, and does nothing
 * while nobody does. Only {@link #close} may be called by others.
 */
final class Resumption<Q, R> implements AutoCloseable {
    private final Calls calls;
    private final MethodDescriptor<Q, R> method;
    private final Supplier<Q> message;
    private int failures;
    private @Nullable Endpoint endpoint;
    private String token = Login.NO_TOKEN;
    private volatile @Nullable ServerStream<Q, R> stream;
    private volatile boolean closed;

    /** @param message what to ask for when the stream is opened, each time */
    Resumption(Calls calls, MethodDescriptor<Q, R> method, Supplier<Q> message) {
        this.calls = calls;
        this.method = method;
        this.message = message;
    }

    boolean isClosed() {
        return closed;
    }

    /** The next message. Empty if there was none in time, or if the stream was closed. */
    Optional<R> next(Deadline deadline) throws InterruptedException {
        while (!closed) {
            Optional<Item<R>> item = opened(deadline).poll(deadline);
            if (item.isEmpty()) {
                return Optional.empty();
            }
            switch (item.get()) {
                case Item.Message<R>(R received) -> {
                    failures = 0;
                    return Optional.of(received);
                }
                case Item.End<R> end -> ended(end, deadline);
            }
        }
        return Optional.empty();
    }

    private ServerStream<Q, R> opened(Deadline deadline) throws InterruptedException {
        ServerStream<Q, R> open = stream;
        if (open == null) {
            token = token(deadline);
            Endpoint chosen = calls.endpoints().next(Effect.READ, failures > 0 ? endpoint : null);
            Metadata headers = Headers.of(token, true);
            open = ServerStream.open(
                    chosen.channel(),
                    method,
                    headers,
                    message.get(),
                    calls.settings().watchBatchesMax());
            endpoint = chosen;
            stream = open;
            if (closed) {
                open.cancel();
            }
        }
        return open;
    }

    private String token(Deadline deadline) throws InterruptedException {
        try {
            return deadline.earlier(Deadline.in(calls.settings().timeLimit()))
                    .await(calls.login().token());
        } catch (ExecutionException e) {
            throw Failures.rethrown(e);
        } catch (TimeoutException e) {
            throw new NotAppliedException("there was no login in time", e);
        }
    }

    /** Pauses before the next attempt, or throws if there is no sense in one. */
    private void ended(Item.End<R> end, Deadline deadline) throws InterruptedException {
        stream = null;
        if (closed) {
            return;
        }
        if (calls.isClosed()) {
            throw new NotAppliedException(method.getBareMethodName() + " has ended: the client is closed", null);
        }
        failures++;
        switch (end.verdict()) {
            case NOT_LOGGED_IN -> {
                if (failures > PendingCall.LOGINS_MAX || !calls.login().forget(token)) {
                    throw refused(end);
                }
            }
            case REFUSED, FORBIDDEN -> throw refused(end);
            case NOT_SENT, NOT_NOW, OPEN -> {
                blame();
                pause(deadline);
            }
        }
    }

    private void blame() {
        Endpoint at = endpoint;
        if (at != null) {
            at.failed();
        }
    }

    private void pause(Deadline deadline) throws InterruptedException {
        Duration pause = calls.pause(failures);
        calls.awaitClosing(deadline.earlier(Deadline.in(pause)));
    }

    private MeridianException refused(Item.End<R> end) {
        return Failures.exception(
                new Failures.Circumstances(
                        String.valueOf(method.getBareMethodName()), String.valueOf(endpoint), failures),
                new Attempt.Ending.Failed<>(end.verdict(), end.status()),
                Effect.READ,
                false);
    }

    /** What came was of no use: asks again, elsewhere. */
    void reopen() {
        ServerStream<Q, R> open = stream;
        if (open != null) {
            stream = null;
            open.cancel();
        }
        failures++;
    }

    @Override
    public void close() {
        closed = true;
        ServerStream<Q, R> open = stream;
        if (open != null) {
            open.cancel();
        }
    }
}
