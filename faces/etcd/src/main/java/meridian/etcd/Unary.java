package meridian.etcd;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves a method that has one request and one answer. It runs on the connection's event loop, and the answer is sent
 * from whichever thread completes the future: nothing is handed to another thread on the way.
 */
final class Unary<Q, R> implements ServerCallHandler<Q, R> {
    private final Method<Q, R> method;
    private final LeaderWatch leader;

    Unary(Method<Q, R> method, LeaderWatch leader) {
        this.method = method;
        this.leader = leader;
    }

    /** What a method does. It must not block; a thrown {@link EtcdException} is the answer. */
    interface Method<Q, R> {
        CompletableFuture<R> call(Q request);
    }

    @Override
    public ServerCall.Listener<Q> startCall(ServerCall<Q, R> call, Metadata headers) {
        if (leader.refuses(headers)) {
            call.close(EtcdErrors.NO_LEADER, new Metadata());
            return new ServerCall.Listener<>() {};
        }
        // The second one would be a client's mistake, which is only seen by asking for it.
        call.request(2);
        return new Exchange<>(method, call);
    }

    private static final class Exchange<Q, R> extends ServerCall.Listener<Q> implements BiConsumer<R, Throwable> {
        private final Method<Q, R> method;
        private final ServerCall<Q, R> call;
        private @Nullable Q request;
        private boolean broken;

        Exchange(Method<Q, R> method, ServerCall<Q, R> call) {
            this.method = method;
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            if (request != null) {
                broken = true;
                close(Status.INTERNAL.withDescription("a second request where one was expected"));
                return;
            }
            request = message;
        }

        @Override
        public void onHalfClose() {
            Q complete = request;
            if (broken) {
                return;
            }
            if (complete == null) {
                close(Status.INTERNAL.withDescription("the stream ended before the request"));
                return;
            }
            start(complete);
        }

        private void start(Q complete) {
            CompletableFuture<R> answer;
            try {
                answer = method.call(complete);
            } catch (RuntimeException e) {
                close(EtcdErrors.of(e));
                return;
            }
            answer.whenComplete(this);
        }

        @Override
        public void accept(@Nullable R response, @Nullable Throwable failure) {
            if (response == null || failure != null) {
                close(EtcdErrors.of(failure == null ? new IllegalStateException("no answer") : failure));
                return;
            }
            call.sendHeaders(new Metadata());
            call.sendMessage(response);
            close(Status.OK);
        }

        private void close(Status status) {
            call.close(status, new Metadata());
        }
    }
}
