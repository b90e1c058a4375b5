package meridian.etcd;

import static meridian.etcd.Messages.bytes;
import static meridian.etcd.Messages.get;
import static meridian.etcd.Messages.getPrefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.lock.LockRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import meridian.protocol.AcquireRequest;
import meridian.protocol.AcquireResponse;
import meridian.protocol.AwaitBarrierRequest;
import meridian.protocol.AwaitBarrierResponse;
import meridian.protocol.AwaitLatchRequest;
import meridian.protocol.AwaitLatchResponse;
import meridian.protocol.ChangeNumberRequest;
import meridian.protocol.ChangeNumberResponse;
import meridian.protocol.ChangeReferenceRequest;
import meridian.protocol.ChangeReferenceResponse;
import meridian.protocol.CoordinationGrpc;
import meridian.protocol.CoordinationGrpc.CoordinationBlockingStub;
import meridian.protocol.CountDownLatchRequest;
import meridian.protocol.DrainPermitsRequest;
import meridian.protocol.GetLatchRequest;
import meridian.protocol.GetPermitsRequest;
import meridian.protocol.GetPermitsResponse;
import meridian.protocol.Hold;
import meridian.protocol.ReleaseRequest;
import meridian.protocol.SetLatchRequest;
import meridian.protocol.SetPermitsRequest;
import meridian.protocol.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is served beyond etcd's services. */
class CoordinationTest {
    private static final long PATIENCE_SECONDS = 20;

    @TempDir
    Path folder;

    private FaceFixture fixture;
    private CoordinationBlockingStub client;

    @BeforeEach
    void start() {
        fixture = new FaceFixture(folder);
        client = CoordinationGrpc.newBlockingStub(fixture.channel());
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private CoordinationGrpc.CoordinationFutureStub waiting() {
        return CoordinationGrpc.newFutureStub(fixture.channel());
    }

    private static <R> R await(ListenableFuture<R> response) throws Exception {
        return response.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private long session(long id) {
        return fixture.client()
                .lease()
                .leaseGrant(
                        LeaseGrantRequest.newBuilder().setID(id).setTTL(3_600).build())
                .getID();
    }

    private void end(long session) {
        fixture.client()
                .lease()
                .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(session).build());
    }

    private void awaitStanding(String name, long count) {
        Await.until(
                count + " stand in line",
                () -> fixture.client().kv().range(getPrefix(name + "/")).getCount() == count);
    }

    private static AcquireRequest.Builder acquire(String name, long session) {
        return AcquireRequest.newBuilder().setName(bytes(name)).setSession(session);
    }

    private static AcquireRequest exclusive(String name, long session) {
        return acquire(name, session)
                .setExclusive(AcquireRequest.Exclusive.getDefaultInstance())
                .build();
    }

    private static AcquireRequest shared(String name, long session) {
        return acquire(name, session)
                .setShared(AcquireRequest.Shared.getDefaultInstance())
                .build();
    }

    private static AcquireRequest permits(String name, long session, int count) {
        return acquire(name, session)
                .setPermits(AcquireRequest.Permits.newBuilder().setCount(count))
                .build();
    }

    private static AcquireRequest within(AcquireRequest request, long millis) {
        return request.toBuilder().setPatienceMillis(millis).build();
    }

    private boolean release(Hold hold) {
        return client.release(ReleaseRequest.newBuilder().setHold(hold).build()).getReleased();
    }

    private void setPermits(String name, int permits) {
        client.setPermits(SetPermitsRequest.newBuilder()
                .setName(bytes(name))
                .setPermits(permits)
                .build());
    }

    private GetPermitsResponse getPermits(String name) {
        return client.getPermits(
                GetPermitsRequest.newBuilder().setName(bytes(name)).build());
    }

    @Test
    void who_wants_it_alone_stands_in_the_line_of_etcds_locks() throws Exception {
        Hold hold = client.acquire(exclusive("job", session(0xbeef))).getHold();
        assertThat(hold.getKey()).isEqualTo(bytes("job/beef"));
        assertThat(hold.getSession()).isEqualTo(0xbeef);
        assertThat(fixture.client().kv().range(get("job/beef")).getKvs(0).getCreateRevision())
                .isEqualTo(hold.getFence());
        ListenableFuture<AcquireResponse> second = waiting().acquire(exclusive("job", session(2)));
        awaitStanding("job", 2);
        assertThat(second.isDone()).isFalse();
        assertThat(release(hold)).isTrue();
        Hold next = await(second).getHold();
        assertThat(next.getFence()).isGreaterThan(hold.getFence());
        assertThat(release(hold)).isFalse();
        assertThat(release(next)).isTrue();
        fixture.client()
                .lock()
                .lock(LockRequest.newBuilder()
                        .setName(bytes("job"))
                        .setLease(session(3))
                        .build());
    }

    @Test
    void many_share_and_one_that_has_it_alone_may_go_over_to_share() throws Exception {
        Hold alone = client.acquire(exclusive("job", session(1))).getHold();
        ListenableFuture<AcquireResponse> reader = waiting().acquire(shared("job", session(2)));
        awaitStanding("job", 2);
        Hold own = client.acquire(shared("job", 1)).getHold();
        assertThat(own.getShared()).isTrue();
        assertThat(reader.isDone()).isFalse();
        assertThat(release(alone)).isTrue();
        assertThat(await(reader).getHold().getShared()).isTrue();
        assertThat(release(own)).isTrue();
        StatusRuntimeException error =
                catchThrowableOfType(StatusRuntimeException.class, () -> client.acquire(exclusive("job", 2)));
        assertThat(error.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(error).hasMessageContaining("shares the lock already");
        assertThat(Messages.outcome(error)).contains("not-applied");
    }

    @Test
    void who_does_not_say_which_side_lets_go_of_all() {
        Hold alone = client.acquire(exclusive("job", session(1))).getHold();
        client.acquire(shared("job", 1));
        assertThat(release(alone.toBuilder().clearShared().build())).isTrue();
        awaitStanding("job", 0);
        Hold reader = client.acquire(shared("job", 1)).getHold();
        assertThat(release(reader.toBuilder().clearShared().build())).isTrue();
        awaitStanding("job", 0);
    }

    @Test
    void without_patience_nobody_waits_and_nothing_is_left_behind() {
        setPermits("pool", 1);
        client.acquire(exclusive("job", session(1)));
        client.acquire(permits("pool", 1, 1));
        session(2);
        for (AcquireRequest request : List.of(exclusive("job", 2), shared("job", 2), permits("pool", 2, 1))) {
            assertThat(client.acquire(within(request, 0)).hasHold()).isFalse();
            assertThat(client.acquire(within(request, 20)).hasHold()).isFalse();
        }
        awaitStanding("job", 1);
        awaitStanding("pool", 2);
        assertThat(client.acquire(within(shared("free", 2), 0)).hasHold()).isTrue();
    }

    @Test
    void a_cancelled_call_waits_no_more() throws Exception {
        Hold first = client.acquire(exclusive("job", session(1))).getHold();
        ListenableFuture<AcquireResponse> second = waiting().acquire(shared("job", session(2)));
        awaitStanding("job", 2);
        ListenableFuture<AcquireResponse> third = waiting().acquire(exclusive("job", session(3)));
        awaitStanding("job", 3);
        second.cancel(true);
        awaitStanding("job", 2);
        release(first);
        assertThat(await(third).getHold().getKey()).isEqualTo(bytes("job/3"));
    }

    @Test
    void whose_session_ends_while_it_waits_is_told_so() {
        client.acquire(exclusive("job", session(1)));
        ListenableFuture<AcquireResponse> second = waiting().acquire(exclusive("job", session(2)));
        awaitStanding("job", 2);
        end(2);
        assertThatThrownBy(() -> await(second))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("NOT_FOUND: meridian: the session ended while it waited");
    }

    @Test
    void who_waits_when_the_face_closes_does_not_know_what_becomes_of_it() {
        client.acquire(exclusive("job", session(1)));
        ListenableFuture<AcquireResponse> second = waiting().acquire(exclusive("job", session(2)));
        awaitStanding("job", 2);
        fixture.face().close();
        assertThatThrownBy(() -> await(second))
                .cause()
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        error -> assertThat(Messages.outcome(error)).contains("unknown"));
    }

    @Test
    void permits_are_set_shown_taken_and_drained() throws Exception {
        assertThat(getPermits("pool")).isEqualTo(GetPermitsResponse.getDefaultInstance());
        SetPermitsRequest three = SetPermitsRequest.newBuilder()
                .setName(bytes("pool"))
                .setPermits(3)
                .setOnlyIfAbsent(true)
                .build();
        assertThat(client.setPermits(three).getSet()).isTrue();
        assertThat(client.setPermits(three).getSet()).isFalse();
        Hold one = client.acquire(permits("pool", session(1), 1)).getHold();
        assertThat(one.getPermits()).isEqualTo(1);
        Hold rest = client.drainPermits(DrainPermitsRequest.newBuilder()
                        .setName(bytes("pool"))
                        .setSession(1)
                        .build())
                .getHold();
        assertThat(rest.getPermits()).isEqualTo(2);
        ListenableFuture<AcquireResponse> waiting = waiting().acquire(permits("pool", session(2), 1));
        awaitStanding("pool", 4);
        setPermits("pool", 1);
        assertThat(getPermits("pool").getAvailable()).isEqualTo(-2);
        assertThat(release(rest)).isTrue();
        assertThat(waiting.isDone()).isFalse();
        assertThat(release(one)).isTrue();
        assertThat(release(await(waiting).getHold())).isTrue();
        assertThat(getPermits("pool"))
                .isEqualTo(GetPermitsResponse.newBuilder()
                        .setPermits(1)
                        .setAvailable(1)
                        .build());
    }

    @Test
    void a_latch_opens_when_it_is_counted_down() throws Exception {
        ByteString name = bytes("ready");
        SetLatchRequest two =
                SetLatchRequest.newBuilder().setName(name).setCount(2).build();
        assertThat(client.setLatch(two).getSet()).isTrue();
        assertThat(client.setLatch(two).getSet()).isFalse();
        AwaitLatchRequest await = AwaitLatchRequest.newBuilder().setName(name).build();
        assertThat(client.awaitLatch(await.toBuilder().setPatienceMillis(0).build())
                        .getOpen())
                .isFalse();
        ListenableFuture<AwaitLatchResponse> open = waiting().awaitLatch(await);
        CountDownLatchRequest down =
                CountDownLatchRequest.newBuilder().setName(name).build();
        assertThat(client.countDownLatch(down).getCount()).isEqualTo(1);
        assertThat(client.getLatch(GetLatchRequest.newBuilder().setName(name).build())
                        .getCount())
                .isEqualTo(1);
        assertThat(open.isDone()).isFalse();
        assertThat(client.countDownLatch(down).getCount()).isZero();
        assertThat(await(open).getOpen()).isTrue();
        assertThat(client.awaitLatch(await.toBuilder().setPatienceMillis(0).build())
                        .getOpen())
                .isTrue();
    }

    @Test
    void a_barrier_lets_all_go_on_together() throws Exception {
        AwaitBarrierRequest two = AwaitBarrierRequest.newBuilder()
                .setName(bytes("start"))
                .setParties(2)
                .build();
        AwaitBarrierRequest first = two.toBuilder().setSession(session(1)).build();
        assertThat(client.awaitBarrier(first.toBuilder().setPatienceMillis(0).build())
                        .getPassed())
                .isFalse();
        ListenableFuture<AwaitBarrierResponse> waits = waiting().awaitBarrier(first);
        awaitStanding("start", 2);
        assertThat(waits.isDone()).isFalse();
        AwaitBarrierResponse last =
                client.awaitBarrier(two.toBuilder().setSession(session(2)).build());
        assertThat(last)
                .isEqualTo(AwaitBarrierResponse.newBuilder()
                        .setPassed(true)
                        .setArrival(1)
                        .build());
        assertThat(await(waits).getPassed()).isTrue();
    }

    @Test
    void a_number_is_read_and_changed() {
        ChangeNumberRequest number =
                ChangeNumberRequest.newBuilder().setName(bytes("count")).build();
        assertThat(client.changeNumber(number)).isEqualTo(ChangeNumberResponse.getDefaultInstance());
        assertThat(client.changeNumber(number.toBuilder().setAdd(5).build())).isEqualTo(changed(0, 5));
        assertThat(client.changeNumber(number.toBuilder().setSet(-1).build())).isEqualTo(changed(5, -1));
        ChangeNumberRequest.CompareAndSet change = ChangeNumberRequest.CompareAndSet.newBuilder()
                .setExpected(-1)
                .setUpdate(9)
                .build();
        assertThat(client.changeNumber(
                        number.toBuilder().setCompareAndSet(change).build()))
                .isEqualTo(changed(-1, 9));
        assertThat(client.changeNumber(
                        number.toBuilder().setCompareAndSet(change).build()))
                .isEqualTo(changed(9, 9));
        assertThat(client.changeNumber(number)).isEqualTo(changed(9, 9));
        assertThat(fixture.client().kv().range(get("count")).getKvs(0).getValue())
                .isEqualTo(bytes("9"));
    }

    private static ChangeNumberResponse changed(long before, long after) {
        return ChangeNumberResponse.newBuilder()
                .setBefore(before)
                .setAfter(after)
                .build();
    }

    @Test
    void a_reference_is_read_and_changed_and_none_is_a_value() {
        ChangeReferenceRequest reference =
                ChangeReferenceRequest.newBuilder().setName(bytes("color")).build();
        Value none = Value.getDefaultInstance();
        Value red = Value.newBuilder().setBytes(bytes("red")).build();
        ChangeReferenceRequest set = reference.toBuilder()
                .setCompareAndSet(ChangeReferenceRequest.CompareAndSet.newBuilder()
                        .setExpected(none)
                        .setUpdate(red))
                .build();
        assertThat(client.changeReference(set)).isEqualTo(changed(none, red));
        assertThat(client.changeReference(set)).isEqualTo(changed(red, red));
        assertThat(client.changeReference(reference)).isEqualTo(changed(red, red));
        assertThat(client.changeReference(reference.toBuilder().setSet(none).build()))
                .isEqualTo(changed(red, none));
        assertThat(client.changeReference(reference)).isEqualTo(changed(none, none));
    }

    private static ChangeReferenceResponse changed(Value before, Value after) {
        return ChangeReferenceResponse.newBuilder()
                .setBefore(before)
                .setAfter(after)
                .build();
    }

    record Mistake(String title, Code code, String text, Consumer<CoordinationBlockingStub> request) {
        @Override
        public String toString() {
            return title;
        }
    }

    private static Mistake invalid(String title, String text, Consumer<CoordinationBlockingStub> request) {
        return new Mistake(title, Code.INVALID_ARGUMENT, "meridian: " + text, request);
    }

    static List<Mistake> mistakes() {
        AwaitBarrierRequest barrier = AwaitBarrierRequest.newBuilder()
                .setName(bytes("start"))
                .setSession(7)
                .setParties(2)
                .build();
        return List.of(
                invalid("no name", "name is empty", client -> client.acquire(exclusive("", 7))),
                invalid(
                        "no name of a number",
                        "name is empty",
                        client -> client.changeNumber(ChangeNumberRequest.getDefaultInstance())),
                invalid("no session", "session is 0", client -> client.acquire(exclusive("job", 0))),
                invalid(
                        "no demand",
                        "demand is missing",
                        client -> client.acquire(acquire("job", 7).build())),
                invalid(
                        "negative patience",
                        "patience_millis is -1",
                        client -> client.acquire(within(exclusive("job", 7), -1))),
                invalid("no permits", "permits.count is 0", client -> client.acquire(permits("pool", 7, 0))),
                invalid(
                        "a semaphore without permits",
                        "permits is 0",
                        client -> client.setPermits(SetPermitsRequest.newBuilder()
                                .setName(bytes("pool"))
                                .build())),
                invalid(
                        "a latch without a count",
                        "count is -3",
                        client -> client.setLatch(SetLatchRequest.newBuilder()
                                .setName(bytes("ready"))
                                .setCount(-3)
                                .build())),
                invalid(
                        "a barrier without parties",
                        "parties is 0",
                        client -> client.awaitBarrier(
                                barrier.toBuilder().setParties(0).build())),
                invalid(
                        "nothing to let go of",
                        "hold is missing",
                        client -> client.release(ReleaseRequest.getDefaultInstance())),
                new Mistake(
                        "a session that is none",
                        Code.NOT_FOUND,
                        "etcdserver: requested lease not found",
                        client -> client.acquire(exclusive("job", 7))),
                new Mistake(
                        "a session that is none at a barrier",
                        Code.NOT_FOUND,
                        "etcdserver: requested lease not found",
                        client -> client.awaitBarrier(barrier)),
                new Mistake(
                        "permits of which nobody has said how many there are",
                        Code.FAILED_PRECONDITION,
                        "meridian: nobody has said how many permits there are",
                        client -> client.acquire(permits("pool", 7, 1))));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_refused_with_what_to_do(Mistake mistake) {
        StatusRuntimeException error = catchThrowableOfType(
                StatusRuntimeException.class, () -> mistake.request().accept(client));
        assertThat(error).as(mistake.title()).isNotNull();
        assertThat(error.getStatus().getCode()).isEqualTo(mistake.code());
        assertThat(error.getStatus().getDescription()).startsWith(mistake.text());
        assertThat(Messages.outcome(error)).contains("not-applied");
    }

    @Test
    void more_permits_than_there_are_at_all_are_refused() {
        setPermits("pool", 2);
        StatusRuntimeException error = catchThrowableOfType(
                StatusRuntimeException.class, () -> client.acquire(permits("pool", session(1), 3)));
        assertThat(error.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(error).hasMessageContaining("3 permits were asked for, and there are 2 in all");
        assertThat(Messages.outcome(error)).contains("not-applied");
    }

    @Test
    void patience_may_be_as_long_as_it_likes() {
        assertThat(client.acquire(within(exclusive("job", session(1)), Long.MAX_VALUE))
                        .hasHold())
                .isTrue();
        ListenableFuture<AcquireResponse> second =
                waiting().acquire(within(exclusive("job", session(2)), Long.MAX_VALUE));
        awaitStanding("job", 2);
        assertThat(second.isDone()).isFalse();
    }
}
