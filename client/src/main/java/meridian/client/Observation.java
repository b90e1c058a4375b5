package meridian.client;

import io.etcd.jetcd.api.ElectionGrpc;
import io.etcd.jetcd.api.LeaderRequest;
import io.etcd.jetcd.api.LeaderResponse;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Follows an election until it is closed. */
public final class Observation implements AutoCloseable {
    /** Whoever leads later came later, and says one thing after the other. */
    private static final Comparator<KeyValue> ORDER =
            Comparator.comparingLong(KeyValue::createRevision).thenComparingLong(KeyValue::modRevision);

    private static final KeyValue NOBODY = new KeyValue(Bytes.empty(), Bytes.empty(), 0, 0, 0, 0);

    private final Resumption<LeaderRequest, LeaderResponse> stream;

    Observation(Calls calls, Bytes name) {
        LeaderRequest message = LeaderRequest.newBuilder().setName(name.wire()).build();
        this.stream = new Resumption<>(calls, ElectionGrpc.getObserveMethod(), () -> message);
    }

    /** Another node may begin with what the one before has told last, or with less. */
    void tell(Consumer<KeyValue> listener) {
        AtomicReference<KeyValue> told = new AtomicReference<>(NOBODY);
        Tasks.tellAll(
                () -> stream.next(Deadline.none()),
                response -> {
                    KeyValue leader = KeyValue.of(response.getKv());
                    if (ORDER.compare(leader, told.get()) > 0) {
                        told.set(leader);
                        listener.accept(leader);
                    }
                },
                this::close);
    }

    @Override
    public void close() {
        stream.close();
    }
}
