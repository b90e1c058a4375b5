package meridian.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request to one node, and what comes of it. */
final class Attempt<Q, R> extends ClientCall.Listener<R> {
    /** Set once anything of the request may have left this process. */
    private volatile boolean sent;

    private final CompletableFuture<Ending<R>> ending = new CompletableFuture<>();
    private final ClientCall<Q, R> call;
    private @Nullable R answer;

    private Attempt(Channel channel, MethodDescriptor<Q, R> method, Deadline deadline) {
        this.call = channel.newCall(
                method,
                CallOptions.DEFAULT
                        .withDeadlineAfter(Math.max(1, deadline.remainingNanos()), TimeUnit.NANOSECONDS)
                        .withStreamTracerFactory(new Tracing()));
    }

    static <Q, R> Attempt<Q, R> start(
            Channel channel, MethodDescriptor<Q, R> method, Metadata headers, Q message, Deadline deadline) {
        Attempt<Q, R> attempt = new Attempt<>(channel, method, deadline);
        attempt.call.start(attempt, headers);
        attempt.call.request(2);
        attempt.call.sendMessage(message);
        attempt.call.halfClose();
        return attempt;
    }

    /** Never fails. */
    CompletableFuture<Ending<R>> ending() {
        return ending;
    }

    boolean wasSent() {
        return sent;
    }

    void cancel() {
        call.cancel("given up", null);
    }

    @Override
    public void onMessage(R message) {
        answer = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        R complete = answer;
        if (status.isOk() && complete != null) {
            ending.complete(new Ending.Answered<>(complete));
        } else {
            Status failure = status.isOk() ? Status.INTERNAL.withDescription("there was no answer") : status;
            ending.complete(new Ending.Failed<>(Verdict.of(failure, trailers, sent), failure));
        }
    }

    /** How an attempt ends. */
    sealed interface Ending<R> {
        record Answered<R>(R answer) implements Ending<R> {}

        record Failed<R>(Verdict verdict, Status status) implements Ending<R> {
            String text() {
                String description = status.getDescription();
                return description == null ? status.getCode().name() : description;
            }
        }
    }

    /** A message is counted as sent when it is put into the connection's queue: then it can no longer be taken back. */
    private final class Tracing extends ClientStreamTracer.Factory {
        @Override
        public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new ClientStreamTracer() {
                @Override
                public void outboundHeaders() {
                    sent = true;
                }

                @Override
                public void outboundMessageSent(int sequence, long wireSize, long size) {
                    sent = true;
                }
            };
        }
    }
}
