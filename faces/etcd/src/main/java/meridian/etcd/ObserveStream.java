package meridian.etcd;

import io.etcd.jetcd.api.LeaderRequest;
import io.etcd.jetcd.api.LeaderResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import meridian.coordination.LeaderObserver;
import meridian.coordination.Observation;
import meridian.store.KeyValue;
import meridian.store.Permission;
import meridian.store.Reply;
import meridian.store.StoreError;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client who leads, and again when that changes or the leader says something else. A client that reads slowly
 * hears the newest and not everything in between; while nobody leads it hears nothing.
 */
final class ObserveStream extends RequestListener<LeaderRequest> implements OpenStream, LeaderObserver {
    private final ServerCall<?, LeaderResponse> call;
    private final Metadata headers;
    private final ElectionService service;
    private final Reception reception;
    private final OpenStreams streams;

    /** Guards the call, which only puts what it is given into the connection's queue, and the fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable LeaderRequest request;
    private @Nullable Observation observation;
    private volatile @Nullable Visit visit;
    private Optional<LeaderResponse> unsent = Optional.empty();
    private Optional<KeyValue> newest = Optional.empty();
    private boolean over;

    private ObserveStream(
            ServerCall<?, LeaderResponse> call,
            Metadata headers,
            ElectionService service,
            Reception reception,
            OpenStreams streams) {
        this.call = call;
        this.headers = headers;
        this.service = service;
        this.reception = reception;
        this.streams = streams;
    }

    static RequestListener<LeaderRequest> open(
            ServerCall<?, LeaderResponse> call,
            Metadata headers,
            ElectionService service,
            Reception reception,
            OpenStreams streams) {
        ObserveStream stream = new ObserveStream(call, headers, service, reception, streams);
        if (reception.refuses(headers)) {
            stream.end(EtcdErrors.NO_LEADER);
        } else if (streams.admit(stream)) {
            call.sendHeaders(new Metadata());
            call.request(2);
        } else {
            stream.end(EtcdErrors.TOO_MANY_REQUESTS);
        }
        return stream;
    }

    @Override
    public boolean demandsLeader() {
        return LeaderWatch.isDemandedBy(headers);
    }

    @Override
    public void onMessage(LeaderRequest message) {
        if (request == null) {
            request = message;
        } else {
            end(Status.INTERNAL.withDescription("a second request where one was expected"));
        }
    }

    @Override
    public void onHalfClose() {
        LeaderRequest complete = request;
        if (complete == null) {
            end(Status.INTERNAL.withDescription("the stream ended before the request"));
            return;
        }
        reception
                .admit(call, headers)
                .thenCompose(admitted -> {
                    visit = admitted;
                    return admitted.may(Permission.Kind.READ, Contenders.keys(complete.getName()));
                })
                .whenComplete((_, trouble) -> {
                    if (trouble == null) {
                        observe(complete);
                    } else {
                        end(EtcdErrors.of(trouble).status());
                    }
                });
    }

    private void observe(LeaderRequest complete) {
        lock.lock();
        try {
            if (!over) {
                observation = service.election(complete).observe(this);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void leads(Optional<KeyValue> now, long revision) {
        lock.lock();
        try {
            if (!now.equals(newest)) {
                newest = now;
                unsent = now.map(it -> service.response(
                        it, new Reply.Header(revision, reception.leader().term())));
                send();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onReady() {
        lock.lock();
        try {
            send();
        } finally {
            lock.unlock();
        }
    }

    private void send() {
        if (!over && call.isReady()) {
            unsent.ifPresent(call::sendMessage);
            unsent = Optional.empty();
        }
    }

    @Override
    public void refused(StoreError error) {
        end(EtcdErrors.of(error));
    }

    @Override
    public void end(Status status) {
        Observation ended;
        lock.lock();
        try {
            if (over) {
                return;
            }
            over = true;
            ended = observation;
            Ending ending = Ending.refused(status);
            reception.close(call, Optional.ofNullable(visit), Optional.ofNullable(request), ending);
        } finally {
            lock.unlock();
        }
        streams.left(this);
        if (ended != null) {
            ended.close();
        }
    }

    @Override
    public void onCancel() {
        end(Status.CANCELLED);
    }
}
