package meridian.etcd;

import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.SnapshotRequest;
import io.etcd.jetcd.api.SnapshotResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import meridian.base.Machine;
import meridian.raft.StateMachine;
import meridian.store.SnapshotArchive;

/** Streams a snapshot to a client, as fast as it reads. */
final class SnapshotStream extends RequestListener<SnapshotRequest> {
    private final ServerCall<?, SnapshotResponse> call;
    private final Metadata headers;
    private final Reception reception;
    private final Identity identity;
    private final Duration stallMax;
    private final Executor executor;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private volatile Optional<Visit> visit = Optional.empty();

    private SnapshotStream(
            ServerCall<?, SnapshotResponse> call,
            Metadata headers,
            Reception reception,
            Identity identity,
            Duration stallMax,
            Executor executor) {
        this.call = call;
        this.headers = headers;
        this.reception = reception;
        this.identity = identity;
        this.stallMax = stallMax;
        this.executor = executor;
    }

    static RequestListener<SnapshotRequest> open(
            ServerCall<?, SnapshotResponse> call,
            Metadata headers,
            Reception reception,
            Identity identity,
            Duration stallMax,
            Executor executor) {
        call.request(1);
        return new SnapshotStream(call, headers, reception, identity, stallMax, executor);
    }

    @Override
    public void onHalfClose() {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException _) {
            end(EtcdErrors.TOO_MANY_REQUESTS);
        }
    }

    /** Called by the event loop before streaming began, or by the thread that streams: never by both. */
    @Override
    void end(Status status) {
        reception.close(call, visit, Optional.empty(), Ending.refused(status));
    }

    @Override
    public void onReady() {
        wakeUp();
    }

    @Override
    public void onCancel() {
        wakeUp();
    }

    private void wakeUp() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            stream(reception.admit(call, headers).join());
            end(Status.OK);
        } catch (RuntimeException e) {
            end(EtcdErrors.of(e).status());
        }
    }

    private void stream(Visit admitted) {
        visit = Optional.of(admitted);
        call.sendHeaders(new Metadata());
        try (StateMachine.Snapshot snapshot = admitted.store().snapshot()) {
            ResponseHeader header = identity.header();
            new SnapshotArchive(Machine.disk()).write(snapshot, (piece, remaining) -> {
                awaitRoom();
                call.sendMessage(SnapshotResponse.newBuilder()
                        .setHeader(header)
                        .setRemainingBytes(remaining)
                        .setBlob(UnsafeByteOperations.unsafeWrap(piece))
                        .build());
            });
        }
    }

    private void awaitRoom() {
        lock.lock();
        try {
            long nanos = stallMax.toNanos();
            while (!call.isReady() && !call.isCancelled()) {
                if (nanos <= 0) {
                    throw EtcdErrors.because(EtcdErrors.TIMED_OUT);
                }
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EtcdErrors.because(EtcdErrors.STOPPED);
        } finally {
            lock.unlock();
        }
        if (call.isCancelled()) {
            throw EtcdErrors.because(Status.CANCELLED);
        }
    }
}
