package meridian.chaos;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KVGrpc.KVBlockingStub;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import meridian.chaos.load.StoreClient;
import meridian.testkit.SeededRandomness;

/** Data that is just there, so that a node which lost it has something to catch up on. */
final class Bulk {
    private static final int KEYS_PER_TRANSACTION = 100;
    private static final int VALUE_BYTES = 10_000;

    private Bulk() {}

    /** About a megabyte in each transaction, which does not compress, so that it takes its space on disk too. */
    static void load(Place place, int transactions, SeededRandomness randomness) {
        try (StoreClient client = new StoreClient(place.endpoint())) {
            KVBlockingStub stub = KVGrpc.newBlockingStub(client.channel());
            for (int i = 0; i < transactions; i++) {
                TxnRequest.Builder transaction = TxnRequest.newBuilder();
                for (int j = 0; j < KEYS_PER_TRANSACTION; j++) {
                    transaction.addSuccess(RequestOp.newBuilder()
                            .setRequestPut(PutRequest.newBuilder()
                                    .setKey(ByteString.copyFromUtf8("bulk/" + i + "/" + j))
                                    .setValue(value(randomness))));
                }
                stub.txn(transaction.build());
            }
        }
    }

    private static ByteString value(SeededRandomness randomness) {
        byte[] bytes = new byte[VALUE_BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) randomness.nextLong();
        }
        return ByteString.copyFrom(bytes);
    }
}
