package meridian.chaos;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.lock.LockGrpc;
import io.etcd.jetcd.api.lock.LockRequest;
import io.etcd.jetcd.api.lock.LockResponse;
import io.etcd.jetcd.api.lock.UnlockRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import meridian.base.Bytes;
import meridian.base.Machine;
import meridian.base.Ticker;
import meridian.testkit.LockChecker;
import meridian.testkit.SeededRandomness;

/**
 * Somebody who wants a lock again and again, each time with a session of its own. While it holds the lock it writes with
 * its fence. Now and then it falls asleep for longer than its lease, and writes when it wakes, as a process does that
 * knows nothing of its pause.
 */
final class LockUser implements Runnable {
    private static final Ticker TICKER = Machine.ticker();
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration RENEW_EVERY = Duration.ofMillis(500);
    /** A new leader of the cluster gives a lease its full time again. */
    private static final Duration ASLEEP = LEASE.multipliedBy(2).plusSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LOCK_PATIENCE_MIN = Duration.ofSeconds(1);
    private static final Duration LOCK_PATIENCE_MAX = Duration.ofSeconds(8);
    private static final Duration WORK_MIN = Duration.ofMillis(5);
    private static final Duration WORK_MAX = Duration.ofMillis(40);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);
    private static final int WRITES_MAX = 4;
    private static final int SLEEPS_EVERY = 8;

    private static final double UNLOCKS = 0.75;
    private static final double REVOKES = 0.7;

    private final String name;
    private final ByteString lock;
    private final ByteString guarded;
    private final LockNotes notes;
    private final List<StoreClient> nodes;
    private final SeededRandomness randomness;
    private final BooleanSupplier over;
    private int holds;
    private int writes;

    private LockUser(String name, LockRound.Task task, List<StoreClient> nodes) {
        this.name = name;
        this.lock = wire(task.lock());
        this.guarded = wire(task.guarded());
        this.notes = task.notes();
        this.nodes = nodes;
        this.randomness = task.randomness().fork();
        this.over = task.over();
    }

    /** Several who share their connections. */
    static LockRound.Crowd all(LockRound.Task task, int count) {
        List<StoreClient> nodes = task.places().stream()
                .map(place -> new StoreClient(place.client()))
                .toList();
        List<Runnable> users = IntStream.range(0, count)
                .<Runnable>mapToObj(i -> new LockUser("u" + i, task, nodes))
                .toList();
        return new LockRound.Crowd(users, nodes);
    }

    @Override
    public void run() {
        while (!over.getAsBoolean()) {
            try {
                live(grant(anyNode()));
            } catch (StatusRuntimeException _) {
                Await.pause(PAUSE_AFTER_FAILURE);
            }
        }
    }

    private StoreClient anyNode() {
        StoreClient node = randomness.pick(nodes);
        node.retryNow();
        return node;
    }

    private long grant(StoreClient node) {
        return within(LeaseGrpc.newBlockingStub(node.channel()), PATIENCE)
                .leaseGrant(
                        LeaseGrantRequest.newBuilder().setTTL(LEASE.toSeconds()).build())
                .getID();
    }

    /** One session, from its beginning until it is ended, or left to end by itself. */
    private void live(long lease) {
        AtomicBoolean awake = new AtomicBoolean(true);
        SeededRandomness renewals = randomness.fork();
        Thread.ofVirtual().start(() -> keepAlive(lease, awake, renewals));
        try {
            LockChecker.Held held = lock(lease);
            notes.add(held);
            if (++holds % SLEEPS_EVERY == 2) {
                awake.set(false);
                Await.pause(ASLEEP);
            }
            for (long left = randomness.between(1, WRITES_MAX); left > 0; left--) {
                write(held);
                Await.pause(randomness.between(WORK_MIN, WORK_MAX));
            }
            release(held, lease);
        } finally {
            awake.set(false);
        }
    }

    private void keepAlive(long lease, AtomicBoolean awake, SeededRandomness own) {
        while (awake.get()) {
            StoreClient node = own.pick(nodes);
            StreamObserver<LeaseKeepAliveRequest> renewal =
                    within(LeaseGrpc.newStub(node.channel()), PATIENCE).leaseKeepAlive(new Deaf());
            renewal.onNext(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
            renewal.onCompleted();
            Await.pause(RENEW_EVERY);
        }
    }

    private LockChecker.Held lock(long lease) {
        StoreClient node = anyNode();
        long asked = TICKER.nanos();
        LockResponse response = within(
                        LockGrpc.newBlockingStub(node.channel()),
                        randomness.between(LOCK_PATIENCE_MIN, LOCK_PATIENCE_MAX))
                .lock(LockRequest.newBuilder().setName(lock).setLease(lease).build());
        long answered = TICKER.nanos();
        // The key of a session's holding is made once, so whenever it is there it says the fence.
        KeyValue key = within(KVGrpc.newBlockingStub(node.channel()), PATIENCE)
                .range(RangeRequest.newBuilder().setKey(response.getKey()).build())
                .getKvsList()
                .stream()
                .findFirst()
                .orElseThrow(Status.NOT_FOUND::asRuntimeException);
        return new LockChecker.Held(
                name,
                Bytes.wrap(response.getKey().toByteArray()),
                key.getCreateRevision(),
                response.getHeader().getRevision(),
                asked,
                answered);
    }

    private void write(LockChecker.Held held) {
        Bytes value = Bytes.utf8(held.fence() + " " + name + " " + writes++);
        Compare stillHeld = Compare.newBuilder()
                .setKey(wire(held.key()))
                .setTarget(Compare.CompareTarget.CREATE)
                .setResult(Compare.CompareResult.EQUAL)
                .setCreateRevision(held.fence())
                .build();
        PutRequest put =
                PutRequest.newBuilder().setKey(guarded).setValue(wire(value)).build();
        notes.add(new LockChecker.Write(
                held.fence(),
                value,
                send(TxnRequest.newBuilder()
                        .addCompare(stillHeld)
                        .addSuccess(RequestOp.newBuilder().setRequestPut(put))
                        .build())));
    }

    private LockChecker.Ending send(TxnRequest request) {
        try {
            return within(KVGrpc.newBlockingStub(anyNode().channel()), PATIENCE)
                            .txn(request)
                            .getSucceeded()
                    ? LockChecker.Ending.DONE
                    : LockChecker.Ending.REFUSED;
        } catch (StatusRuntimeException _) {
            return LockChecker.Ending.UNKNOWN;
        }
    }

    private void release(LockChecker.Held held, long lease) {
        if (randomness.chance(UNLOCKS)) {
            within(LockGrpc.newBlockingStub(anyNode().channel()), PATIENCE)
                    .unlock(UnlockRequest.newBuilder().setKey(wire(held.key())).build());
        } else if (randomness.chance(REVOKES)) {
            within(LeaseGrpc.newBlockingStub(anyNode().channel()), PATIENCE)
                    .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(lease).build());
        }
    }

    private static <S extends AbstractStub<S>> S within(S stub, Duration patience) {
        return stub.withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static ByteString wire(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.array());
    }

    /** Whether a renewal succeeded shows in whether the lock is lost. */
    private static final class Deaf implements StreamObserver<LeaseKeepAliveResponse> {
        @Override
        public void onNext(LeaseKeepAliveResponse response) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
