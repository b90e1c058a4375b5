package meridian.chaos;

import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.Member;
import io.etcd.jetcd.api.MemberAddRequest;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.MemberPromoteRequest;
import io.etcd.jetcd.api.MemberRemoveRequest;
import io.etcd.jetcd.api.MoveLeaderRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import meridian.base.NodeId;
import meridian.chaos.base.Await;
import meridian.chaos.load.StoreClient;

/** Changes the cluster through one node, as an operator does: until the change is seen to be done. */
final class Operator implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration CHANGE_MAX = Duration.ofSeconds(60);

    private final StoreClient client;

    Operator(NodeProcess through) {
        this.client = new StoreClient(through.place().endpoint());
    }

    void remove(NodeId node) {
        until(
                node + " is no member",
                () -> member(node)
                        .ifPresent(it -> within(ClusterGrpc.newBlockingStub(client.channel()))
                                .memberRemove(MemberRemoveRequest.newBuilder()
                                        .setID(it.getID())
                                        .build())),
                members -> members.stream().noneMatch(it -> it.getName().equals(node.name())));
    }

    /** Adds a node that runs already, without a vote. */
    void add(Place place) {
        MemberAddRequest request = MemberAddRequest.newBuilder()
                .addPeerURLs("http://" + place.peer() + "#" + place.id())
                .setIsLearner(true)
                .build();
        until(
                place.id() + " is a member",
                () -> {
                    if (member(place.id()).isEmpty()) {
                        within(ClusterGrpc.newBlockingStub(client.channel())).memberAdd(request);
                    }
                },
                members -> members.stream()
                        .anyMatch(it -> it.getName().equals(place.id().name())));
    }

    /** Returns when it votes. */
    void promote(NodeId node) {
        until(
                node + " votes",
                () -> member(node)
                        .filter(Member::getIsLearner)
                        .ifPresent(it -> within(ClusterGrpc.newBlockingStub(client.channel()))
                                .memberPromote(MemberPromoteRequest.newBuilder()
                                        .setID(it.getID())
                                        .build())),
                members -> members.stream().anyMatch(it -> it.getName().equals(node.name()) && !it.getIsLearner()));
    }

    /** The node that it asks must lead. Returns whether the change was confirmed. */
    boolean moveLeader(NodeId to) {
        try {
            long id = member(to).map(Member::getID).orElse(0L);
            within(MaintenanceGrpc.newBlockingStub(client.channel()))
                    .moveLeader(MoveLeaderRequest.newBuilder().setTargetID(id).build());
            return true;
        } catch (StatusRuntimeException _) {
            return false;
        }
    }

    /** A change that failed may have happened, so what counts is who belongs to the cluster afterwards. */
    private void until(String what, Runnable change, Predicate<List<Member>> done) {
        Await.until(what, CHANGE_MAX, () -> {
            try {
                change.run();
                return done.test(members());
            } catch (StatusRuntimeException _) {
                return false;
            }
        });
    }

    private Optional<Member> member(NodeId node) {
        return members().stream().filter(it -> it.getName().equals(node.name())).findFirst();
    }

    private List<Member> members() {
        return within(ClusterGrpc.newBlockingStub(client.channel()))
                .memberList(MemberListRequest.getDefaultInstance())
                .getMembersList();
    }

    private static <S extends AbstractStub<S>> S within(S stub) {
        return stub.withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        client.close();
    }
}
