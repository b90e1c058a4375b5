package meridian.etcd;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves a method that has one request and one answer. It runs on the connection's event loop, and the answer is sent
 * from whichever thread completes the future: nothing is handed to another thread on the way.
 */
final class Unary<Q, R> implements ServedMethod.Opening<Q, R> {
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
    public RequestListener<Q> open(ServerCall<?, R> call, Metadata headers) {
        Exchange<Q, R> exchange = new Exchange<>(method, call);
        if (leader.refuses(headers)) {
            exchange.end(EtcdErrors.NO_LEADER);
        } else {
            // A second one would be a client's mistake, which is only seen by asking for it.
            call.request(2);
        }
        return exchange;
    }

    private static final class Exchange<Q, R> extends RequestListener<Q> implements BiConsumer<R, Throwable> {
        private final Method<Q, R> method;
        private final ServerCall<?, R> call;
        private @Nullable Q request;
        private boolean over;

        Exchange(Method<Q, R> method, ServerCall<?, R> call) {
            this.method = method;
            this.call = call;
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
            if (over) {
                return;
            }
            if (complete == null) {
                end(Status.INTERNAL.withDescription("the stream ended before the request"));
                return;
            }
            start(complete);
        }

        private void start(Q complete) {
            CompletableFuture<R> answer;
            try {
                answer = method.call(complete);
            } catch (RuntimeException e) {
                end(EtcdErrors.of(e));
                return;
            }
            answer.whenComplete(this);
        }

        @Override
        public void accept(@Nullable R response, @Nullable Throwable failure) {
            if (failure != null) {
                end(EtcdErrors.of(failure));
            } else if (response == null) {
                end(EtcdErrors.of(new IllegalStateException("a method had no answer")));
            } else {
                call.sendHeaders(new Metadata());
                call.sendMessage(response);
                end(Status.OK);
            }
        }

        /** Before the request is complete the event loop calls it, afterwards the thread that answers: never both. */
        @Override
        void end(Status status) {
            if (!over) {
                over = true;
                call.close(status, new Metadata());
            }
        }
    }
}
