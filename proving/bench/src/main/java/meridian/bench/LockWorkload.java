package meridian.bench;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.lock.LockGrpc;
import io.etcd.jetcd.api.lock.LockGrpc.LockStub;
import io.etcd.jetcd.api.lock.LockRequest;
import io.etcd.jetcd.api.lock.LockResponse;
import io.etcd.jetcd.api.lock.UnlockRequest;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import meridian.base.Address;

/**
 * Clients of etcd's lock service, each with a session of its own, that lock and unlock: one of each is an operation.
 *
 * @param locks how many locks they share evenly
 */
record LockWorkload(Measure measure, int clients, int locks) implements Workload {
    /** Longer than any run, so that nobody has to renew. */
    private static final Duration LEASE = Duration.ofHours(2);

    private static final Duration GRANT_WAIT_MAX = Duration.ofSeconds(10);

    @Override
    public Clients connect(List<Address> endpoints) {
        Connections connections = new Connections(endpoints, clients);
        List<Operation> operations = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            LockRequest request = LockRequest.newBuilder()
                    .setName(ByteString.copyFromUtf8("bench-lock-" + client % locks))
                    .setLease(grant(connections, client))
                    .build();
            LockStub stub = LockGrpc.newStub(connections.of(client));
            operations.add(completion -> stub.lock(request, new Held(stub, completion)));
        }
        return new ConnectedClients(connections, operations);
    }

    private static long grant(Connections connections, int client) {
        return LeaseGrpc.newBlockingStub(connections.of(client))
                .withDeadlineAfter(GRANT_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .leaseGrant(
                        LeaseGrantRequest.newBuilder().setTTL(LEASE.toSeconds()).build())
                .getID();
    }

    /** Lets go as soon as it holds. */
    private record Held(LockStub stub, Completion completion) implements StreamObserver<LockResponse> {
        @Override
        public void onNext(LockResponse response) {
            stub.unlock(UnlockRequest.newBuilder().setKey(response.getKey()).build(), new Answer<>(completion));
        }

        @Override
        public void onError(Throwable failure) {
            completion.failed(Answer.reason(failure));
        }

        @Override
        public void onCompleted() {
            // The unlock is on its way.
        }
    }
}
