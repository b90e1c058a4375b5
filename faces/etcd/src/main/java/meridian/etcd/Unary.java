package meridian.etcd;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves a method that has one request and one answer. It runs on the connection's event loop, and the answer is sent
 * from whichever thread completes the future: nothing is handed to another thread on the way.
 */
final class Unary<Q, R> implements ServedMethod.Opening<Q, R> {
    private final Method<Q, R> method;
    private final Reception reception;
    private final boolean forStrangers;

    Unary(Method<Q, R> method, Reception reception) {
        this(method, reception, false);
    }

    private Unary(Method<Q, R> method, Reception reception, boolean forStrangers) {
        this.method = method;
        this.reception = reception;
        this.forStrangers = forStrangers;
    }

    /** A method that asks nobody who they are: clients log in again with the token in hand that has just ended. */
    static <Q, R> Unary<Q, R> forStrangers(Method<Q, R> method, Reception reception) {
        return new Unary<>(method, reception, true);
    }

    /** A method that is for administrators only and has to say so to others before it looks at their request. */
    static <Q, R> Unary<Q, R> forAdmins(Method<Q, R> method, Reception reception) {
        return new Unary<>((visit, request) -> visit.asAdmin(() -> method.call(visit, request)), reception);
    }

    /** What a method does. It must not block; a thrown {@link EtcdException} is the answer. */
    interface Method<Q, R> {
        CompletableFuture<R> call(Visit visit, Q request);
    }

    @Override
    public RequestListener<Q> open(ServerCall<?, R> call, Metadata headers) {
        Exchange<Q, R> exchange = new Exchange<>(method, reception, call, forStrangers ? new Metadata() : headers);
        if (reception.refuses(headers)) {
            exchange.end(EtcdErrors.NO_LEADER);
        } else {
            // A second one would be a client's mistake, which is only seen by asking for it.
            call.request(2);
        }
        return exchange;
    }

    private static final class Exchange<Q, R> extends RequestListener<Q> implements BiConsumer<R, Throwable> {
        private final Method<Q, R> method;
        private final Reception reception;
        private final ServerCall<?, R> call;
        private final Metadata headers;
        private @Nullable Q request;
        private @Nullable Visit visit;
        private boolean over;

        Exchange(Method<Q, R> method, Reception reception, ServerCall<?, R> call, Metadata headers) {
            this.method = method;
            this.reception = reception;
            this.call = call;
            this.headers = headers;
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
            reception
                    .admit(call, headers)
                    .thenCompose(admitted -> {
                        visit = admitted;
                        return method.call(admitted, complete);
                    })
                    .whenComplete(this);
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
                end(Ending.OK);
            }
        }

        @Override
        void end(Status status) {
            end(Ending.refused(status));
        }

        /** Before the request is complete the event loop calls it, afterwards the thread that answers: never both. */
        private void end(Ending ending) {
            if (!over) {
                over = true;
                reception.close(call, Optional.ofNullable(visit), Optional.ofNullable(request), ending);
            }
        }
    }
}
