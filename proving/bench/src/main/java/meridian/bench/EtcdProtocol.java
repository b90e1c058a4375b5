package meridian.bench;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import meridian.base.Address;
import meridian.base.Ticker;

/**
 * The etcd API.
 *
 * @param access who may ask once the store is filled; the first write comes before
 */
record EtcdProtocol(Access access, Ticker ticker) implements Protocol {
    private static final Duration FIRST_WRITE_ATTEMPT_MAX = Duration.ofSeconds(2);
    private static final Duration STATUS_WAIT_MAX = Duration.ofSeconds(10);

    /** Asks one node only, as a client would that knows one address. */
    @Override
    public void awaitFirstWrite(RunningSystem running) {
        Address asked = running.endpoints().getFirst();
        try (Connections connections = new Connections(List.of(asked), 1)) {
            FirstWrite.await(running, asked, () -> attempt(connections), ticker);
        }
    }

    private static Optional<String> attempt(Connections connections) {
        PutRequest request = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("bench"))
                .setValue(ByteString.copyFromUtf8("first"))
                .build();
        try {
            connections.retryNow();
            KVGrpc.newBlockingStub(connections.of(0))
                    .withDeadlineAfter(FIRST_WRITE_ATTEMPT_MAX.toMillis(), TimeUnit.MILLISECONDS)
                    .put(request);
            return Optional.empty();
        } catch (StatusRuntimeException e) {
            return Optional.of(Answer.reason(e));
        }
    }

    @Override
    public Address leader(List<Address> endpoints) {
        return endpoints.stream()
                .filter(this::leads)
                .findFirst()
                .orElseThrow(() -> new BenchFailure("None of " + endpoints + " says that it leads."));
    }

    private boolean leads(Address endpoint) {
        try (Connections connections = new Connections(List.of(endpoint), 1)) {
            StatusResponse status = MaintenanceGrpc.newBlockingStub(connections.of(0))
                    .withInterceptors(access.interceptors(connections))
                    .withDeadlineAfter(STATUS_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)
                    .status(StatusRequest.getDefaultInstance());
            return status.getLeader() == status.getHeader().getMemberId();
        } catch (StatusRuntimeException e) {
            throw new BenchFailure(endpoint + " does not tell its status: " + Answer.reason(e), e);
        }
    }
}
