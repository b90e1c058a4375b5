package meridian.etcd;

import io.grpc.Metadata;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import meridian.raft.Replicator;
import meridian.store.Store;

/**
 * Looks now and then whether the group has a leader. When it has had none for a while, the streams of clients that
 * demand one end, and the node's health says so.
 */
final class LeaderWatch implements Runnable {
    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    private final Store store;
    private final EtcdTimes times;
    private final OpenStreams streams;
    private final HealthStatusManager health;
    private volatile boolean leaderless;
    private volatile long term;
    private long checksWithoutLeader;

    LeaderWatch(Store store, EtcdTimes times, OpenStreams streams, HealthStatusManager health) {
        this.store = store;
        this.times = times;
        this.streams = streams;
        this.health = health;
    }

    /** The term of the last look, for answers that the store gives no header for. */
    long term() {
        return term;
    }

    static boolean isDemandedBy(Metadata headers) {
        return "true".equals(headers.get(HAS_LEADER));
    }

    /** Does the client want no service without a leader, and is there none? */
    boolean refuses(Metadata headers) {
        return leaderless && isDemandedBy(headers);
    }

    @Override
    public void run() {
        Replicator.Status group = store.status().group();
        term = group.term();
        boolean led = group.leader().isPresent() && group.sinceLeaderHeard().compareTo(times.leaderPatience()) <= 0;
        checksWithoutLeader = led ? 0 : checksWithoutLeader + 1;
        leaderless =
                times.leaderCheckInterval().multipliedBy(checksWithoutLeader).compareTo(times.leaderPatience()) >= 0;
        health.setStatus(
                HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
                leaderless ? ServingStatus.NOT_SERVING : ServingStatus.SERVING);
        if (leaderless) {
            streams.endThoseThatDemandLeader(EtcdErrors.NO_LEADER);
        }
    }
}
