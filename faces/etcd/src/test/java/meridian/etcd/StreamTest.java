package meridian.etcd;

import static meridian.etcd.Messages.begin;
import static meridian.etcd.Messages.get;
import static meridian.etcd.Messages.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.WatchGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import meridian.store.Reply;
import meridian.store.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams whose clients or leaders misbehave. */
class StreamTest {
    /** What gRPC holds back for a call whose client does not read, and what the kernel does, and then some. */
    private static final long BYTES_HELD_BACK_MAX = 16 << 20;

    private final ScriptedStore store = new ScriptedStore();
    private EtcdFace face;
    private ManagedChannel channel;

    @BeforeEach
    void start() {
        face = EtcdFace.start(FaceFixture.CONFIG.with(FaceFixture.impatient()), store, FaceFixture.coordination(store));
        channel = FaceFixture.channelTo(face);
        store.answerReads(CompletableFuture.completedFuture(
                new Reply.Done<>(new Result.Read(List.of(), 0, false), new Reply.Header(1, 1))));
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        face.close();
    }

    private void roundTrips(int count) {
        for (int i = 0; i < count; i++) {
            KVGrpc.newBlockingStub(channel).range(get("k"));
        }
    }

    @Test
    void a_client_that_does_not_read_costs_a_bounded_amount_of_memory() {
        EndlessWatcher watcher = store.watchEndlessly(true);
        try (WatchClient client = WatchClient.byHand(channel)) {
            client.send(begin(watch("k")));
            Await.until("events were taken", () -> watcher.polls() > 0);
            roundTrips(200);
            assertThat(watcher.polls() * EndlessWatcher.EVENT_BYTES).isLessThan(BYTES_HELD_BACK_MAX);

            client.read(2_000);
            client.next();
            for (int i = 1; i < 2_000; i++) {
                assertThat(client.next().getEvents(0).getKv().getModRevision()).isEqualTo(i);
            }
        }
        Await.until("the watcher is closed", watcher::isClosed);
    }

    @Test
    void history_is_read_where_blocking_is_allowed() {
        EndlessWatcher watcher = store.watchEndlessly(false);
        try (WatchClient client = WatchClient.of(channel)) {
            client.send(begin(watch("k")));
            client.events(10);
            assertThat(watcher.thread()).startsWith("etcd-watch-history");
        }
        Await.until("the watcher is closed", watcher::isClosed);
    }

    @Test
    void events_in_memory_need_no_other_thread() {
        EndlessWatcher watcher = store.watchEndlessly(true);
        try (WatchClient client = WatchClient.of(channel)) {
            client.send(begin(watch("k")));
            client.events(10);
            assertThat(watcher.thread()).startsWith("etcd-face");
        }
    }

    @Test
    void streams_that_demand_a_leader_end_without_one_and_the_others_go_on() {
        EndlessWatcher watcher = store.watchEndlessly(true);
        try (WatchClient demanding = WatchClient.of(demandingLeader(WatchGrpc.newStub(channel)));
                WatchClient patient = WatchClient.of(channel)) {
            demanding.send(begin(watch("k")));
            patient.send(begin(watch("k")));
            demanding.next();
            patient.next();
            store.lead(Optional.empty());
            assertThat(demanding.end().getCode()).isEqualTo(Code.UNAVAILABLE);
            assertThat(demanding.end().getDescription()).isEqualTo("etcdserver: no leader");

            long taken = watcher.polls();
            patient.events(10);
            Await.until("events go on", () -> watcher.polls() > taken);
        }
    }

    private static <S extends io.grpc.stub.AbstractStub<S>> S demandingLeader(S stub) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Test
    void requests_that_demand_a_leader_are_refused_without_one() {
        store.lead(Optional.empty());
        Await.until("the node's health says so", () -> health() == ServingStatus.NOT_SERVING);
        StatusRuntimeException error = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> demandingLeader(KVGrpc.newBlockingStub(channel)).range(get("k")));
        assertThat(error.getStatus().getDescription()).isEqualTo("etcdserver: no leader");
        roundTrips(1);

        store.lead(Optional.of(ScriptedStore.OTHER));
        Await.until("the node's health says so", () -> health() == ServingStatus.SERVING);
        demandingLeader(KVGrpc.newBlockingStub(channel)).range(get("k"));
    }

    private ServingStatus health() {
        return HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus();
    }

    @Test
    void every_renewal_is_answered_and_the_stream_ends_after_the_last() {
        ConcurrentLinkedQueue<Long> renewed = new ConcurrentLinkedQueue<>();
        CompletableFuture<Status> end = new CompletableFuture<>();
        StreamObserver<LeaseKeepAliveRequest> requests = LeaseGrpc.newStub(channel)
                .leaseKeepAlive(new StreamObserver<>() {
                    @Override
                    public void onNext(LeaseKeepAliveResponse response) {
                        renewed.add(response.getTTL());
                    }

                    @Override
                    public void onError(Throwable problem) {
                        end.complete(Status.fromThrowable(problem));
                    }

                    @Override
                    public void onCompleted() {
                        end.complete(Status.OK);
                    }
                });
        for (long id = 1; id <= 1_000; id++) {
            requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(id).build());
        }
        requests.onCompleted();
        Await.until("the stream ends", end::isDone);
        assertThat(end.join().getCode()).isEqualTo(Code.OK);
        assertThat(renewed)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 1_000).boxed().toList());
    }
}
