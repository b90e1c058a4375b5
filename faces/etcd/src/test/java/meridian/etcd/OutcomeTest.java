package meridian.etcd;

import static meridian.etcd.Messages.bytes;
import static meridian.etcd.Messages.get;
import static meridian.etcd.Messages.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.etcd.jetcd.api.MoveLeaderRequest;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import meridian.base.Limit;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.protocol.AcquireRequest;
import meridian.protocol.CoordinationGrpc;
import meridian.raft.Replicator;
import meridian.store.Reply;
import meridian.store.StoreError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients hear when the store, not the request, is the problem. */
class OutcomeTest {
    private final ScriptedStore store = new ScriptedStore();
    private EtcdFace face;
    private ManagedChannel channel;
    private ErrorContract.Client client;

    @BeforeEach
    void start() {
        face = EtcdFace.start(FaceFixture.CONFIG, store, FaceFixture.coordination(store));
        channel = FaceFixture.channelTo(face);
        client = ErrorContract.Client.of(channel);
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        face.close();
    }

    record Ending(Outcome<Reply<meridian.store.Store.TransactionResult>> outcome, Code code, String text) {
        String known() {
            return outcome instanceof Outcome.Unknown<?> ? "unknown" : "not-applied";
        }
    }

    static List<Ending> endings() {
        return List.of(
                ending(Outcome.unknown("-"), Code.UNAVAILABLE, "etcdserver: request timed out"),
                refused(Refusal.NO_LEADER, Code.UNAVAILABLE, "etcdserver: no leader"),
                refused(Refusal.LEADER_CHANGED, Code.UNAVAILABLE, "etcdserver: leader changed"),
                refused(Refusal.SESSION_EXPIRED, Code.UNAVAILABLE, "etcdserver: leader changed"),
                refused(Refusal.OVERLOADED, Code.RESOURCE_EXHAUSTED, "etcdserver: too many requests"),
                refused(Refusal.TOO_LARGE, Code.INVALID_ARGUMENT, "etcdserver: request is too large"),
                refused(Refusal.STOPPED, Code.UNAVAILABLE, "etcdserver: server stopped"),
                refused(Refusal.INVALID, Code.FAILED_PRECONDITION, "meridian: the reason"),
                error(
                        new StoreError.NoSpace(2, 1),
                        Code.RESOURCE_EXHAUSTED,
                        "etcdserver: mvcc: database space exceeded"),
                error(
                        new StoreError.TooManyRequests(new Limit("some.limit", 1)),
                        Code.RESOURCE_EXHAUSTED,
                        "etcdserver: too many requests"),
                error(new StoreError.Corrupt(), Code.DATA_LOSS, "etcdserver: corrupt cluster"));
    }

    private static Ending ending(
            Outcome<Reply<meridian.store.Store.TransactionResult>> outcome, Code code, String text) {
        return new Ending(outcome, code, text);
    }

    private static Ending refused(Refusal refusal, Code code, String text) {
        return ending(Outcome.notApplied(refusal, "the reason"), code, text);
    }

    private static Ending error(StoreError error, Code code, String text) {
        return ending(Outcome.applied(new Reply.Refused<>(error)), code, text);
    }

    @ParameterizedTest
    @MethodSource("endings")
    void a_write_that_did_not_succeed_says_what_is_known(Ending ending) {
        store.answerWrites(ending.outcome());
        StatusRuntimeException error = failure(() -> client.kv().put(put("k", "v")));
        assertThat(error.getStatus().getCode()).isEqualTo(ending.code());
        assertThat(error.getStatus().getDescription()).isEqualTo(ending.text());
        assertThat(Messages.outcome(error)).contains(ending.known());
    }

    private static StatusRuntimeException failure(Runnable request) {
        StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, request::run);
        assertThat(error).isNotNull();
        return error;
    }

    @Test
    void a_read_without_a_leader_is_answered() {
        store.answerReads(CompletableFuture.failedFuture(new Replicator.Unavailable("nobody leads")));
        StatusRuntimeException error = failure(() -> client.kv().range(get("k")));
        assertThat(error.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
        assertThat(error.getStatus().getDescription()).isEqualTo("etcdserver: no leader");
        assertThat(Messages.outcome(error)).contains("not-applied");
    }

    @ParameterizedTest
    @MethodSource("endings")
    void a_call_that_may_wait_says_what_is_known_too(Ending ending) {
        store.answerWrites(ending.outcome());
        StatusRuntimeException error = failure(() -> CoordinationGrpc.newBlockingStub(channel)
                .acquire(AcquireRequest.newBuilder()
                        .setName(bytes("job"))
                        .setSession(1)
                        .setExclusive(AcquireRequest.Exclusive.getDefaultInstance())
                        .build()));
        assertThat(error.getStatus().getCode()).isEqualTo(ending.code());
        assertThat(Messages.outcome(error)).contains(ending.known());
    }

    @Test
    void a_bug_is_an_internal_error_that_tells_no_secrets() {
        store.answerReads(CompletableFuture.failedFuture(new IllegalStateException("secret")));
        StatusRuntimeException error = failure(() -> client.kv().range(get("k")));
        assertThat(error.getStatus().getCode()).isEqualTo(Code.INTERNAL);
        assertThat(error.getStatus().getDescription()).doesNotContain("secret");
        assertThat(Messages.outcome(error)).contains("unknown");
    }

    @Test
    void the_status_names_what_is_wrong() {
        store.lead(Optional.empty());
        StatusResponse status = client.maintenance().status(StatusRequest.getDefaultInstance());
        long corrupt = Identity.number(ScriptedStore.member(ScriptedStore.OTHER, 4002));
        assertThat(status.getErrorsList())
                .containsExactly(
                        "etcdserver: no leader", "memberID:" + Long.toUnsignedString(corrupt) + " alarm:CORRUPT ");
        assertThat(status.getLeader()).isZero();
        assertThat(status.getRaftIndex()).isEqualTo(43);
        assertThat(status.getRaftAppliedIndex()).isEqualTo(42);
        assertThat(status.getRaftTerm()).isEqualTo(7);
        assertThat(status.getDbSize()).isEqualTo(1_000);
        assertThat(status.getDbSizeInUse()).isEqualTo(500);
    }

    @Test
    void only_the_leader_gives_leadership_away() {
        long other = Identity.number(ScriptedStore.member(ScriptedStore.OTHER, 4002));
        MoveLeaderRequest move =
                MoveLeaderRequest.newBuilder().setTargetID(other).build();
        assertThat(client.maintenance().moveLeader(move).getHeader().getRaftTerm())
                .isEqualTo(7);

        store.lead(Optional.of(ScriptedStore.OTHER));
        StatusRuntimeException error = failure(() -> client.maintenance().moveLeader(move));
        assertThat(error.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(error.getStatus().getDescription()).isEqualTo("etcdserver: not leader");
    }
}
