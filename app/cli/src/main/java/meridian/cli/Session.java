package meridian.cli;

import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A connection to a cluster, as the services that are spoken on it. */
record Session(ManagedChannel channel, Duration timeout) {
    KVGrpc.KVBlockingStub keys() {
        return limited(KVGrpc.newBlockingStub(channel));
    }

    ClusterGrpc.ClusterBlockingStub members() {
        return limited(ClusterGrpc.newBlockingStub(channel));
    }

    MaintenanceGrpc.MaintenanceBlockingStub maintenance() {
        return limited(MaintenanceGrpc.newBlockingStub(channel));
    }

    /** For what takes as long as there is data. */
    MaintenanceGrpc.MaintenanceBlockingStub unhurriedMaintenance() {
        return MaintenanceGrpc.newBlockingStub(channel);
    }

    private <S extends AbstractStub<S>> S limited(S stub) {
        return stub.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
