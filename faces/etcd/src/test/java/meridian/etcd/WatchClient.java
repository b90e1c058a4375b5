package meridian.etcd;

import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A watch stream whose answers are taken one by one. Reads what comes unless it is told to read by hand. */
final class WatchClient implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final BlockingQueue<WatchResponse> answers = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private final Observer observer;

    private WatchClient(WatchGrpc.WatchStub stub, boolean byHand) {
        observer = new Observer(byHand);
        stub.watch(observer);
    }

    static WatchClient of(Channel channel) {
        return new WatchClient(WatchGrpc.newStub(channel), false);
    }

    static WatchClient of(WatchGrpc.WatchStub stub) {
        return new WatchClient(stub, false);
    }

    /** Reads nothing until {@link #read}. */
    static WatchClient byHand(Channel channel) {
        return new WatchClient(WatchGrpc.newStub(channel), true);
    }

    void send(WatchRequest request) {
        observer.requests().onNext(request);
    }

    void read(int count) {
        observer.requests().request(count);
    }

    WatchResponse next() {
        try {
            WatchResponse answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (answer == null) {
                throw new AssertionError("no answer came within " + PATIENCE_SECONDS + " s; the stream: " + end);
            }
            return answer;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** As above; a stream that ends with an error throws that. */
    WatchResponse nextOrEnd() {
        Await.until("an answer or the end", () -> !answers.isEmpty() || end.isDone());
        if (answers.isEmpty()) {
            throw end().asRuntimeException();
        }
        return next();
    }

    /** The next so many events, from as many answers as they come in. */
    List<Event> events(int count) {
        List<Event> events = new ArrayList<>();
        while (events.size() < count) {
            events.addAll(next().getEventsList());
        }
        return events;
    }

    boolean hasAnswers() {
        return !answers.isEmpty();
    }

    Status end() {
        return end.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    void halfClose() {
        observer.requests().onCompleted();
    }

    @Override
    public void close() {
        observer.requests().cancel("the test is over", null);
    }

    private final class Observer implements ClientResponseObserver<WatchRequest, WatchResponse> {
        private final boolean byHand;
        private @Nullable ClientCallStreamObserver<WatchRequest> requests;

        Observer(boolean byHand) {
            this.byHand = byHand;
        }

        ClientCallStreamObserver<WatchRequest> requests() {
            if (requests == null) {
                throw new AssertionError("the stream has not begun");
            }
            return requests;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
            requests = stream;
            if (byHand) {
                stream.disableAutoRequestWithInitial(0);
            }
        }

        @Override
        public void onNext(WatchResponse answer) {
            answers.add(answer);
        }

        @Override
        public void onError(Throwable problem) {
            end.complete(Status.fromThrowable(problem));
        }

        @Override
        public void onCompleted() {
            end.complete(Status.OK);
        }
    }
}
