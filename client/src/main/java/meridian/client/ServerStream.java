package meridian.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What a node sends until one of both ends it. So many messages are taken from the connection before the first of them is
 * looked at, and no more: a slow reader makes the node wait.
 */
final class ServerStream<Q, R> extends ClientCall.Listener<R> {
    /** Bounded by what is requested, and one for the end. */
    private final BlockingQueue<Item<R>> items = new LinkedBlockingQueue<>();

    private final ClientCall<Q, R> call;

    private ServerStream(Channel channel, MethodDescriptor<Q, R> method) {
        this.call = channel.newCall(method, CallOptions.DEFAULT);
    }

    /** @param room how many messages may wait */
    static <Q, R> ServerStream<Q, R> open(
            Channel channel, MethodDescriptor<Q, R> method, Metadata headers, Q message, int room) {
        ServerStream<Q, R> stream = new ServerStream<>(channel, method);
        stream.call.start(stream, headers);
        stream.call.request(room);
        stream.call.sendMessage(message);
        if (method.getType() == MethodDescriptor.MethodType.SERVER_STREAMING) {
            // Nothing else can be said. To a watch it would be the end.
            stream.call.halfClose();
        }
        return stream;
    }

    /** What comes along on the stream. */
    sealed interface Item<R> {
        record Message<R>(R message) implements Item<R> {}

        record End<R>(Verdict verdict, Status status) implements Item<R> {}
    }

    /** Empty if nothing came in time. */
    Optional<Item<R>> poll(Deadline deadline) throws InterruptedException {
        Item<R> item = items.poll(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        if (item instanceof Item.Message<R>) {
            call.request(1);
        }
        return Optional.ofNullable(item);
    }

    void cancel() {
        call.cancel("given up", null);
    }

    @Override
    public void onMessage(R message) {
        items.add(new Item.Message<>(message));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        items.add(new Item.End<>(Verdict.of(status, trailers, true), status));
    }
}
