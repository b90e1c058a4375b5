package meridian.chaos.load;

import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import meridian.base.Bytes;
import meridian.chaos.base.Await;
import meridian.chaos.load.LeaseNotes.Farewell;
import meridian.chaos.load.LeaseNotes.Renewal;
import meridian.testkit.SeededRandomness;

/** Takes one lease after the other, puts a key on it, keeps it alive for a while, and leaves it in one way or another. */
final class LeaseOwner implements Runnable {
    static final Duration TIME_TO_LIVE = Duration.ofSeconds(3);
    private static final Duration RENEW_EVERY = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);
    private static final Duration LIFE_MIN = Duration.ofSeconds(1);
    private static final Duration LIFE_MAX = Duration.ofSeconds(8);
    private static final double REVOKES = 0.3;

    private final String keys;
    private final LeaseNotes notes;
    private final List<StoreClient> nodes;
    private final Timeline timeline;
    private final SeededRandomness randomness;
    private final BooleanSupplier over;
    private int lives;

    /** @param keys what the keys of this owner begin with */
    LeaseOwner(
            String keys,
            LeaseNotes notes,
            List<StoreClient> nodes,
            Timeline timeline,
            SeededRandomness randomness,
            BooleanSupplier over) {
        this.keys = keys;
        this.notes = notes;
        this.nodes = nodes;
        this.timeline = timeline;
        this.randomness = randomness;
        this.over = over;
    }

    @Override
    public void run() {
        while (!over.getAsBoolean()) {
            long asked = timeline.nanos();
            if (anyNode().grant(TIME_TO_LIVE, PATIENCE) instanceof Reply.Answered<Long>(Long lease, long _)) {
                timeline.answered(asked, true);
                live(lease, asked);
            } else {
                Await.pause(PAUSE_AFTER_FAILURE);
            }
        }
    }

    private StoreClient anyNode() {
        StoreClient node = randomness.pick(nodes);
        node.retryNow();
        return node;
    }

    private void live(long lease, long asked) {
        Bytes key = Bytes.utf8(keys + lives++);
        notes.granted(key, asked);
        if (put(key, lease)) {
            keepAlive(key, lease);
        }
        leave(key, lease);
    }

    private boolean put(Bytes key, long lease) {
        PutRequest put = PutRequest.newBuilder()
                .setKey(Wire.bytes(key))
                .setValue(Wire.bytes(key))
                .setLease(lease)
                .build();
        TxnRequest request = TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestPut(put))
                .build();
        return anyNode().transact(request, PATIENCE) instanceof Reply.Answered<TxnResponse>;
    }

    private void keepAlive(Bytes key, long lease) {
        Duration end = timeline.now().plus(randomness.between(LIFE_MIN, LIFE_MAX));
        while (!over.getAsBoolean() && timeline.now().compareTo(end) < 0) {
            Await.pause(RENEW_EVERY);
            long asked = timeline.nanos();
            switch (anyNode().renew(lease, PATIENCE)) {
                case Reply.Answered<Boolean>(Boolean alive, long _) -> {
                    notes.renewed(key, new Renewal(asked, timeline.nanos(), alive));
                    timeline.answered(asked, false);
                    if (!alive) {
                        return;
                    }
                }
                case Reply.Never<Boolean> _ -> {}
                case Reply.Unknown<Boolean> _ -> notes.renewalUnknown();
            }
        }
    }

    private void leave(Bytes key, long lease) {
        if (randomness.chance(REVOKES)) {
            notes.left(key, Farewell.REVOKED, timeline.nanos());
            anyNode().revoke(lease, PATIENCE);
        } else {
            notes.left(key, Farewell.SILENT, timeline.nanos());
        }
    }
}
