package meridian.etcd;

import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import meridian.store.Reply;
import meridian.store.Store;
import meridian.store.StoreError;
import org.jspecify.annotations.Nullable;

/**
 * Renews the leases that a client names. Several renewals wait for the leader at a time, so their answers may overtake
 * each other; each names its lease. A client that does not read its answers is not read from either.
 */
final class KeepAliveStream extends RequestListener<LeaseKeepAliveRequest> implements OpenStream {
    private final ServerCall<?, LeaseKeepAliveResponse> call;
    private final boolean demandsLeader;
    private final Reception reception;
    private final Identity identity;
    private final OpenStreams streams;

    /** Guards the call, which only puts what it is given into the connection's queue, and the fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private Optional<Visit> visit = Optional.empty();
    private int waiting;
    private int unread;
    private boolean complete;
    private boolean closed;

    private KeepAliveStream(
            ServerCall<?, LeaseKeepAliveResponse> call,
            boolean demandsLeader,
            Reception reception,
            Identity identity,
            OpenStreams streams) {
        this.call = call;
        this.demandsLeader = demandsLeader;
        this.reception = reception;
        this.identity = identity;
        this.streams = streams;
    }

    static RequestListener<LeaseKeepAliveRequest> open(
            ServerCall<?, LeaseKeepAliveResponse> call,
            Metadata headers,
            Reception reception,
            Identity identity,
            EtcdLimits limits,
            OpenStreams streams) {
        var stream = new KeepAliveStream(call, LeaderWatch.isDemandedBy(headers), reception, identity, streams);
        if (streams.admit(stream)) {
            reception
                    .admit(call, headers)
                    .whenComplete((visit, trouble) -> stream.begin(visit, trouble, limits.keepAlivesPerStream()));
        } else {
            stream.end(EtcdErrors.TOO_MANY_REQUESTS);
        }
        return stream;
    }

    private void begin(@Nullable Visit admitted, @Nullable Throwable trouble, int requests) {
        if (admitted == null || trouble != null) {
            end(EtcdErrors.of(trouble == null ? new IllegalStateException("nobody was let in") : trouble)
                    .status());
            return;
        }
        lock.lock();
        try {
            visit = Optional.of(admitted);
            if (!closed) {
                call.sendHeaders(new Metadata());
                call.request(requests);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean demandsLeader() {
        return demandsLeader;
    }

    @Override
    public void end(Status status) {
        end(Ending.refused(status), 0);
    }

    /** @param over how many requests of those that wait it is an answer to; of any others nobody knows */
    private void end(Ending ending, int over) {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                boolean mayBeDone = ending.mayBeDone() || waiting > over;
                reception.close(call, visit, Optional.empty(), new Ending(ending.status(), mayBeDone));
            }
        } finally {
            lock.unlock();
        }
        streams.left(this);
    }

    @Override
    public void onMessage(LeaseKeepAliveRequest request) {
        Store store;
        lock.lock();
        try {
            waiting++;
            // Requests come only once there is a visit, because only then they are asked for.
            store = visit.orElseThrow().store();
        } finally {
            lock.unlock();
        }
        store.keepAlive(request.getID()).whenComplete((reply, failure) -> answer(request.getID(), reply, failure));
    }

    private void answer(long id, @Nullable Reply<Store.Lease> reply, @Nullable Throwable failure) {
        try {
            if (reply == null || failure != null) {
                throw failure == null ? new IllegalStateException("no answer") : failure;
            }
            send(response(id, reply));
        } catch (Throwable e) {
            end(EtcdErrors.of(e), 1);
        }
    }

    private LeaseKeepAliveResponse response(long id, Reply<Store.Lease> reply) {
        LeaseKeepAliveResponse.Builder response =
                LeaseKeepAliveResponse.newBuilder().setID(id);
        // A time to live of 0 tells the client that the lease is gone.
        if (reply instanceof Reply.Refused<Store.Lease>(StoreError.LeaseNotFound _)) {
            return response.setHeader(identity.header()).build();
        }
        Reply.Done<Store.Lease> done = EtcdErrors.done(reply);
        return response.setHeader(identity.header(done.header()))
                .setTTL(done.value().timeToLive().toSeconds())
                .build();
    }

    private void send(LeaseKeepAliveResponse response) {
        lock.lock();
        try {
            waiting--;
            if (closed) {
                return;
            }
            call.sendMessage(response);
            unread++;
        } finally {
            lock.unlock();
        }
        proceed();
    }

    @Override
    public void onReady() {
        proceed();
    }

    @Override
    public void onHalfClose() {
        lock.lock();
        try {
            complete = true;
        } finally {
            lock.unlock();
        }
        proceed();
    }

    /** Takes as many further requests as answers are on their way to a client that reads them, or ends. */
    private void proceed() {
        boolean over;
        lock.lock();
        try {
            over = complete && waiting == 0;
            if (unread > 0 && call.isReady()) {
                call.request(unread);
                unread = 0;
            }
        } finally {
            lock.unlock();
        }
        if (over) {
            end(Status.OK);
        }
    }

    @Override
    public void onCancel() {
        end(Status.CANCELLED);
    }

    @Override
    public void onComplete() {
        streams.left(this);
    }
}
