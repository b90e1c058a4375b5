package meridian.etcd;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import meridian.base.Address;
import meridian.base.Clock;
import meridian.base.Machine;
import meridian.coordination.Coordination;
import meridian.coordination.CoordinationConfig;
import meridian.raft.Replicator;
import meridian.store.AuditTrail;
import meridian.store.ReplicatedStore;
import meridian.store.StorageConfig;
import meridian.store.Store;
import meridian.store.StoreConfig;
import meridian.store.StoreMachine;
import meridian.testkit.SimulatedGroup;

/** The face in front of a real store whose log has one node, which applies what it is given at once. */
final class FaceFixture implements AutoCloseable {
    static final EtcdConfig CONFIG = EtcdConfig.of(new Address("127.0.0.1", 0), new EtcdSecurity.PlainText(), "test");

    private static final StorageConfig SMALL = new StorageConfig(4 << 20, 4 << 20, 64 << 10, 1);

    private final StoreMachine machine;
    private final Replicator replicator;
    private final Store store;
    private final Coordination coordination;
    private final EtcdFace face;
    private final ManagedChannel channel;

    FaceFixture(Path folder) {
        this(folder, CONFIG);
    }

    FaceFixture(Path folder, EtcdConfig config) {
        this(folder, config, Machine.clock(), AuditTrail.NONE);
    }

    FaceFixture(Path folder, EtcdConfig config, Clock clock, AuditTrail audit) {
        machine = StoreMachine.open(folder, SMALL, Machine.disk());
        replicator = SimulatedGroup.immediate(machine, Machine.clock());
        store = ReplicatedStore.open(
                machine, replicator, StoreConfig.DEFAULT, clock, Machine.ticker(), Machine.randomness());
        coordination = coordination(store);
        face = EtcdFace.start(config, store, coordination, RequestObserver.NONE, audit);
        channel = channelTo(face);
    }

    /** Costs nothing until it is used. */
    static Coordination coordination(Store store) {
        return Coordination.open(store, CoordinationConfig.DEFAULT, Machine.randomness());
    }

    static ManagedChannel channelTo(EtcdFace face) {
        return NettyChannelBuilder.forAddress("127.0.0.1", face.port())
                .usePlaintext()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
    }

    /** Times that are short enough to wait for in a test. */
    static EtcdTimes impatient() {
        return new EtcdTimes(
                Duration.ofSeconds(5),
                Duration.ofMillis(50),
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                Duration.ofSeconds(5),
                Duration.ofMillis(500));
    }

    Store store() {
        return store;
    }

    EtcdFace face() {
        return face;
    }

    ManagedChannel channel() {
        return channel;
    }

    ErrorContract.Client client() {
        return ErrorContract.Client.of(channel);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        face.close();
        coordination.close();
        store.close();
        replicator.close();
        machine.close();
    }
}
