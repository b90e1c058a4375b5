package meridian.chaos.load;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.etcd.jetcd.api.lock.LockGrpc;
import io.etcd.jetcd.api.lock.LockRequest;
import io.etcd.jetcd.api.lock.LockResponse;
import io.etcd.jetcd.api.lock.UnlockRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import meridian.base.Bytes;
import meridian.base.Machine;
import meridian.base.Ticker;
import meridian.chaos.base.Await;
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
    private final Bytes guarded;
    private final LockNotes notes;
    private final List<StoreClient> nodes;
    private final SeededRandomness randomness;
    private final BooleanSupplier over;
    private int holds;
    private int writes;

    private LockUser(String name, LockWorkload.Task task, List<StoreClient> nodes) {
        this.name = name;
        this.lock = Wire.bytes(task.lock());
        this.guarded = task.guarded();
        this.notes = task.notes();
        this.nodes = nodes;
        this.randomness = task.randomness().fork();
        this.over = task.over();
    }

    /** Several who share their connections. */
    static LockWorkload.Crowd all(LockWorkload.Task task, int count) {
        List<StoreClient> nodes =
                task.endpoints().stream().map(StoreClient::new).toList();
        List<Runnable> users = IntStream.range(0, count)
                .<Runnable>mapToObj(i -> new LockUser("u" + i, task, nodes))
                .toList();
        return new LockWorkload.Crowd(users, nodes);
    }

    @Override
    public void run() {
        while (!over.getAsBoolean()) {
            try {
                if (anyNode().grant(LEASE, PATIENCE) instanceof Reply.Answered<Long>(Long lease, long _)) {
                    live(lease);
                    continue;
                }
            } catch (StatusRuntimeException _) {
                // What it wanted was not to be had.
            }
            Await.pause(PAUSE_AFTER_FAILURE);
        }
    }

    private StoreClient anyNode() {
        StoreClient node = randomness.pick(nodes);
        node.retryNow();
        return node;
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

    /** Whether a renewal succeeded shows in whether the lock is lost. */
    private void keepAlive(long lease, AtomicBoolean awake, SeededRandomness own) {
        while (awake.get()) {
            StoreClient node = own.pick(nodes);
            Thread.ofVirtual().start(() -> node.renew(lease, PATIENCE));
            Await.pause(RENEW_EVERY);
        }
    }

    private LockChecker.Held lock(long lease) {
        StoreClient node = anyNode();
        long asked = TICKER.nanos();
        LockResponse response = StoreClient.within(
                        LockGrpc.newBlockingStub(node.channel()),
                        randomness.between(LOCK_PATIENCE_MIN, LOCK_PATIENCE_MAX))
                .lock(LockRequest.newBuilder().setName(lock).setLease(lease).build());
        long answered = TICKER.nanos();
        // The key of a session's holding is made once, so whenever it is there it says the fence.
        KeyValue key = StoreClient.within(KVGrpc.newBlockingStub(node.channel()), PATIENCE)
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
        TxnRequest request = TxnRequest.newBuilder()
                .addCompare(Wire.madeAt(held.key(), held.fence()))
                .addSuccess(Wire.put(guarded, value))
                .build();
        long asked = TICKER.nanos();
        LockChecker.Ending ending =
                switch (anyNode().transact(request, PATIENCE)) {
                    case Reply.Answered<TxnResponse>(TxnResponse response, long _) ->
                        response.getSucceeded() ? LockChecker.Ending.DONE : LockChecker.Ending.REFUSED;
                    case Reply.Never<TxnResponse> _ -> LockChecker.Ending.REFUSED;
                    case Reply.Unknown<TxnResponse> _ -> LockChecker.Ending.UNKNOWN;
                };
        notes.add(new LockChecker.Write(held.fence(), value, ending), asked);
    }

    private void release(LockChecker.Held held, long lease) {
        if (randomness.chance(UNLOCKS)) {
            StoreClient.within(LockGrpc.newBlockingStub(anyNode().channel()), PATIENCE)
                    .unlock(UnlockRequest.newBuilder()
                            .setKey(Wire.bytes(held.key()))
                            .build());
        } else if (randomness.chance(REVOKES)) {
            anyNode().revoke(lease, PATIENCE);
        }
    }
}
