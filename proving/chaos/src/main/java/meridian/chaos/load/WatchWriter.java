package meridian.chaos.load;

import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import meridian.base.Bytes;
import meridian.chaos.base.Await;
import meridian.testkit.SeededRandomness;

/** Changes several keys at once, again and again, on any node. */
final class WatchWriter {
    private static final Duration PATIENCE = Duration.ofMillis(1500);
    private static final Duration THINKING_MIN = Duration.ofMillis(50);
    private static final Duration THINKING_MAX = Duration.ofMillis(200);
    private static final int KEYS_PER_WRITE = 3;
    private static final double DELETES = 0.2;

    private final String name;
    private final List<Bytes> keys;
    private final List<StoreClient> nodes;
    private final SeededRandomness randomness;
    private int values;

    WatchWriter(String name, List<Bytes> keys, List<StoreClient> nodes, SeededRandomness randomness) {
        this.name = name;
        this.keys = keys;
        this.nodes = nodes;
        this.randomness = randomness;
    }

    Reply<TxnResponse> step() {
        Await.pause(randomness.between(THINKING_MIN, THINKING_MAX));
        StoreClient node = randomness.pick(nodes);
        node.retryNow();
        return node.transact(change(), PATIENCE);
    }

    private TxnRequest change() {
        List<Bytes> left = new ArrayList<>(keys);
        TxnRequest.Builder transaction = TxnRequest.newBuilder();
        for (int i = 0; i < KEYS_PER_WRITE; i++) {
            Bytes key = left.remove(randomness.nextInt(left.size()));
            transaction.addSuccess(
                    randomness.chance(DELETES) ? Wire.delete(key) : Wire.put(key, Bytes.utf8(name + " " + values++)));
        }
        return transaction.build();
    }
}
