package meridian.etcd;

import com.google.protobuf.Descriptors.Descriptor;
import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.netty.util.concurrent.EventExecutor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A call that came as JSON. Whoever serves it sees a call like those of gRPC: its listener hears of everything on the
 * connection's event loop, and what it does from other threads is done there, in the same order.
 */
final class JsonCall<Q, R> extends ServerCall<Q, R> {
    /** What may be on its way to the client before the call is not ready for more; as gRPC has it. */
    private static final int READY_BYTES = 32 << 10;

    private final MethodDescriptor<Q, R> method;
    private final Descriptor answers;
    private final Attributes attributes;
    private final EventExecutor loop;
    private final HttpReply reply;
    private final Runnable drained;
    private final RequestObserver.Call observed;

    /** Bytes of messages that were sent here and did not leave for the client yet. */
    private final AtomicInteger unsent = new AtomicInteger();

    private volatile boolean cancelled;

    // From here on: only for the event loop.
    private ServerCall.Listener<Q> listener = new ServerCall.Listener<>() {};
    private final Queue<byte[]> requests = new ArrayDeque<>();
    private long wanted;
    private boolean complete;
    private boolean over;
    private String answer = "{}";

    /** The connection that a call comes from. */
    record Origin(Attributes attributes, EventExecutor loop, HttpReply reply) {}

    private JsonCall(
            MethodDescriptor<Q, R> method,
            Descriptor answers,
            Origin origin,
            RequestObserver observer,
            Runnable drained) {
        this.method = method;
        this.answers = answers;
        this.attributes = origin.attributes();
        this.loop = origin.loop();
        this.reply = origin.reply();
        this.drained = drained;
        this.observed = observer.began(method.getFullMethodName());
    }

    /** @param drained runs when requests were taken that had to wait */
    static <Q, R> JsonCall<Q, R> open(
            ServerMethodDefinition<Q, R> method,
            Descriptor answers,
            Origin origin,
            Metadata headers,
            RequestObserver observer,
            Runnable drained) {
        var call = new JsonCall<>(method.getMethodDescriptor(), answers, origin, observer, drained);
        call.guarded(() -> call.listener = method.getServerCallHandler().startCall(call, headers));
        return call;
    }

    /** One more message of the client. */
    void offer(byte[] request) {
        requests.add(request);
        deliver();
    }

    /** The client sends no more. */
    void complete() {
        complete = true;
        deliver();
    }

    /** Requests that nobody asked for yet. */
    int waiting() {
        return requests.size();
    }

    /**
     * Ends the call for its server; its client hears what the connection says, or is gone.
     *
     * @return whether it was still open
     */
    boolean cancel() {
        if (over) {
            return false;
        }
        over = true;
        cancelled = true;
        observed.ended(Status.Code.CANCELLED.name());
        guarded(listener::onCancel);
        return true;
    }

    private void deliver() {
        boolean took = false;
        while (!over && wanted > 0 && !requests.isEmpty()) {
            wanted--;
            took = true;
            byte[] request = requests.remove();
            guarded(() -> listener.onMessage(method.parseRequest(new ByteArrayInputStream(request))));
        }
        if (!over && complete && requests.isEmpty()) {
            complete = false;
            guarded(listener::onHalfClose);
        }
        if (took) {
            drained.run();
        }
    }

    /** What a service throws is a bug of ours: it ends the call and nothing else. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            finish(EtcdErrors.of(e).status());
        }
    }

    @Override
    public void request(int count) {
        loop.execute(() -> {
            wanted += count;
            deliver();
        });
    }

    @Override
    public void sendHeaders(Metadata headers) {
        // There are none that a client of JSON would want, and the status is not known yet.
    }

    @Override
    public void sendMessage(R message) {
        byte[] bytes = bytes(message);
        unsent.addAndGet(bytes.length);
        loop.execute(() -> send(bytes));
    }

    private byte[] bytes(R message) {
        try (InputStream stream = method.streamResponse(message)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private void send(byte[] message) {
        if (over) {
            return;
        }
        String text = JsonText.print(answers, message);
        if (method.getType().serverSendsOneMessage()) {
            answer = text;
        } else {
            reply.part(JsonText.ofStream(text)).addListener(_ -> sent(message.length));
        }
    }

    private void sent(int bytes) {
        int before = unsent.getAndAdd(-bytes);
        if (!over && before >= READY_BYTES && before - bytes < READY_BYTES) {
            guarded(listener::onReady);
        }
    }

    @Override
    public boolean isReady() {
        return unsent.get() < READY_BYTES;
    }

    @Override
    public void close(Status status, Metadata trailers) {
        loop.execute(() -> finish(status));
    }

    private void finish(Status status) {
        if (over) {
            return;
        }
        over = true;
        observed.ended(status.getCode().name());
        if (method.getType().serverSendsOneMessage()) {
            reply.whole(
                    HttpStatus.of(status.getCode()), HttpReply.JSON, status.isOk() ? answer : JsonText.error(status));
        } else {
            endStream(status);
        }
        guarded(listener::onComplete);
    }

    private void endStream(Status status) {
        if (status.isOk()) {
            reply.end();
        } else if (reply.hasBegun()) {
            reply.part(JsonText.errorOfStream(status));
            reply.end();
        } else {
            reply.whole(HttpStatus.of(status.getCode()), HttpReply.JSON, JsonText.errorOfStream(status));
        }
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }

    @Override
    public MethodDescriptor<Q, R> getMethodDescriptor() {
        return method;
    }
}
