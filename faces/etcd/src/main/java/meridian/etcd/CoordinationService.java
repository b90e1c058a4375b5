package meridian.etcd;

import static meridian.etcd.CoordinationRequests.hold;
import static meridian.etcd.CoordinationRequests.name;
import static meridian.etcd.CoordinationRequests.patience;
import static meridian.etcd.CoordinationRequests.positive;
import static meridian.etcd.CoordinationRequests.session;
import static meridian.etcd.CoordinationRequests.value;

import com.google.protobuf.ByteString;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.coordination.Acquisition;
import meridian.coordination.Barrier;
import meridian.coordination.Claim;
import meridian.coordination.Coordination;
import meridian.coordination.FencedLock;
import meridian.coordination.Latch;
import meridian.coordination.Passage;
import meridian.coordination.Semaphore;
import meridian.coordination.SharedLong;
import meridian.coordination.SharedReference;
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
import meridian.protocol.CountDownLatchRequest;
import meridian.protocol.DrainPermitsRequest;
import meridian.protocol.GetLatchRequest;
import meridian.protocol.GetPermitsRequest;
import meridian.protocol.GetPermitsResponse;
import meridian.protocol.LatchResponse;
import meridian.protocol.ReleaseRequest;
import meridian.protocol.ReleaseResponse;
import meridian.protocol.SetLatchRequest;
import meridian.protocol.SetLatchResponse;
import meridian.protocol.SetPermitsRequest;
import meridian.protocol.SetPermitsResponse;
import meridian.store.KeyRange;
import meridian.store.Permission.Kind;
import meridian.store.Reply;
import meridian.store.StoreError;

/**
 * Coordination beyond etcd's services. The recipes write with the node's own rights, so the caller's are asked before
 * they begin.
 */
final class CoordinationService {
    private static final Status SESSION_ENDED = Status.NOT_FOUND.withDescription(
            "meridian: the session ended while it waited: grant a new lease, and ask again");

    private final Coordination coordination;
    private final OpenStreams streams;

    CoordinationService(Coordination coordination, OpenStreams streams) {
        this.coordination = coordination;
        this.streams = streams;
    }

    ServerServiceDefinition definition(Reception reception) {
        Definition definition = new Definition(reception);
        definition.waits(CoordinationGrpc.getAcquireMethod(), this::acquire);
        definition.answers(CoordinationGrpc.getReleaseMethod(), this::release);
        definition.answers(CoordinationGrpc.getSetPermitsMethod(), this::setPermits);
        definition.answers(CoordinationGrpc.getGetPermitsMethod(), this::getPermits);
        definition.answers(CoordinationGrpc.getDrainPermitsMethod(), this::drainPermits);
        definition.answers(CoordinationGrpc.getSetLatchMethod(), this::setLatch);
        definition.answers(CoordinationGrpc.getCountDownLatchMethod(), this::countDownLatch);
        definition.answers(CoordinationGrpc.getGetLatchMethod(), this::getLatch);
        definition.waits(CoordinationGrpc.getAwaitLatchMethod(), this::awaitLatch);
        definition.waits(CoordinationGrpc.getAwaitBarrierMethod(), this::awaitBarrier);
        definition.answers(CoordinationGrpc.getChangeNumberMethod(), this::changeNumber);
        definition.answers(CoordinationGrpc.getChangeReferenceMethod(), this::changeReference);
        return definition.service.build();
    }

    private final class Definition {
        private final Reception reception;
        private final ServerServiceDefinition.Builder service =
                ServerServiceDefinition.builder(CoordinationGrpc.SERVICE_NAME);

        Definition(Reception reception) {
            this.reception = reception;
        }

        <Q, R> void answers(MethodDescriptor<Q, R> method, Unary.Method<Q, R> served) {
            service.addMethod(ServedMethod.of(method, new Unary<>(served, reception)));
        }

        <Q, R> void waits(MethodDescriptor<Q, R> method, WaitingCall.Method<Q, R> served) {
            service.addMethod(ServedMethod.of(method, WaitingCall.opening(served, reception, streams)));
        }
    }

    /** All keys under a name. Whoever may use a lock's keys may also use a semaphore, a latch or a barrier of that name. */
    private static KeyRange under(ByteString name) {
        return Contenders.keys(name);
    }

    private static <T> CompletableFuture<T> may(
            Visit visit, Kind kind, KeyRange keys, Supplier<CompletableFuture<Outcome<Reply<T>>>> recipe) {
        return visit.may(kind, keys)
                .thenCompose(_ -> recipe.get())
                .thenApply(outcome -> EtcdErrors.done(outcome).value());
    }

    private static <T, R> WaitingCall.Wait<R> mayWait(
            Visit visit, Kind kind, ByteString name, Supplier<Claim<T>> recipe, Function<T, R> response) {
        return Contenders.waiting(visit.may(kind, under(name)).thenApply(_ -> recipe.get()), response);
    }

    private WaitingCall.Wait<AcquireResponse> acquire(Visit visit, AcquireRequest request) {
        Bytes name = name(request.getName());
        long session = session(request.getSession());
        Optional<Duration> patience = patience(request.hasPatienceMillis(), request.getPatienceMillis());
        FencedLock lock = coordination.lock(name);
        Semaphore semaphore = coordination.semaphore(name);
        return switch (request.getDemandCase()) {
            case EXCLUSIVE ->
                isZero(patience)
                        ? tryExclusive(visit, request, lock)
                        : mayAcquire(
                                visit,
                                request,
                                () -> patience.map(it -> lock.acquire(session, it))
                                        .orElseGet(() -> lock.acquire(session)));
            case SHARED ->
                mayAcquire(
                        visit,
                        request,
                        () -> isZero(patience)
                                ? lock.tryAcquireShared(session)
                                : patience.map(it -> lock.acquireShared(session, it))
                                        .orElseGet(() -> lock.acquireShared(session)));
            case PERMITS -> {
                int count = positive("permits.count", request.getPermits().getCount());
                long attempt = request.getPermits().getAttempt();
                yield mayAcquire(
                        visit,
                        request,
                        () -> isZero(patience)
                                ? semaphore.tryAcquire(session, count, attempt)
                                : patience.map(it -> semaphore.acquire(session, count, attempt, it))
                                        .orElseGet(() -> semaphore.acquire(session, count, attempt)));
            }
            case DEMAND_NOT_SET -> throw CoordinationRequests.noDemand(request);
        };
    }

    private static boolean isZero(Optional<Duration> patience) {
        return patience.filter(Duration::isZero).isPresent();
    }

    private static WaitingCall.Wait<AcquireResponse> mayAcquire(
            Visit visit, AcquireRequest request, Supplier<Claim<Acquisition>> recipe) {
        return mayWait(visit, Kind.READ_WRITE, request.getName(), recipe, CoordinationService::acquired);
    }

    /** It does not wait, so there is nothing to give up; whoever goes before the answer does not know whether it holds. */
    private static WaitingCall.Wait<AcquireResponse> tryExclusive(
            Visit visit, AcquireRequest request, FencedLock lock) {
        CompletableFuture<AcquireResponse> answer = visit.may(Kind.READ_WRITE, under(request.getName()))
                .thenCompose(_ -> lock.tryAcquire(request.getSession()))
                .thenApply(outcome -> acquired(EtcdErrors.applied(outcome)));
        return new WaitingCall.Wait<>(answer, () -> {});
    }

    private static AcquireResponse acquired(Acquisition acquisition) {
        return switch (acquisition) {
            case Acquisition.Held held ->
                AcquireResponse.newBuilder().setHold(hold(held.hold())).build();
            case Acquisition.GivenUp() -> AcquireResponse.getDefaultInstance();
            case Acquisition.SessionEnded() -> throw EtcdErrors.because(SESSION_ENDED);
            case Acquisition.Refused(StoreError error) -> throw EtcdErrors.because(EtcdErrors.of(error));
        };
    }

    /** Whoever knows the key may let go of it who may also delete it. */
    private CompletableFuture<ReleaseResponse> release(Visit visit, ReleaseRequest request) {
        meridian.coordination.Hold hold = hold(request.getHold());
        FencedLock lock = coordination.lock(hold.key());
        return may(
                        visit,
                        Kind.READ_WRITE,
                        KeyRange.single(hold.key()),
                        () -> request.getHold().hasShared() ? lock.release(hold) : lock.releaseAll(hold))
                .thenApply(released ->
                        ReleaseResponse.newBuilder().setReleased(released).build());
    }

    private CompletableFuture<SetPermitsResponse> setPermits(Visit visit, SetPermitsRequest request) {
        Semaphore semaphore = coordination.semaphore(name(request.getName()));
        int permits = positive("permits", request.getPermits());
        return may(
                        visit,
                        Kind.READ_WRITE,
                        under(request.getName()),
                        () -> request.getOnlyIfAbsent()
                                ? semaphore.setPermitsIfAbsent(permits)
                                : semaphore.setPermits(permits))
                .thenApply(set -> SetPermitsResponse.newBuilder().setSet(set).build());
    }

    private CompletableFuture<GetPermitsResponse> getPermits(Visit visit, GetPermitsRequest request) {
        Semaphore semaphore = coordination.semaphore(name(request.getName()));
        return may(visit, Kind.READ, under(request.getName()), semaphore::permits)
                .thenApply(found -> GetPermitsResponse.newBuilder()
                        .setPermits(found.permits())
                        .setAvailable(found.available())
                        .build());
    }

    private CompletableFuture<AcquireResponse> drainPermits(Visit visit, DrainPermitsRequest request) {
        Semaphore semaphore = coordination.semaphore(name(request.getName()));
        long session = session(request.getSession());
        return visit.may(Kind.READ_WRITE, under(request.getName()))
                .thenCompose(_ -> semaphore.drain(session))
                .thenApply(outcome -> acquired(EtcdErrors.applied(outcome)));
    }

    private CompletableFuture<SetLatchResponse> setLatch(Visit visit, SetLatchRequest request) {
        Latch latch = coordination.latch(name(request.getName()));
        int count = positive("count", request.getCount());
        return may(visit, Kind.READ_WRITE, under(request.getName()), () -> latch.set(count))
                .thenApply(set -> SetLatchResponse.newBuilder().setSet(set).build());
    }

    private CompletableFuture<LatchResponse> countDownLatch(Visit visit, CountDownLatchRequest request) {
        Latch latch = coordination.latch(name(request.getName()));
        return may(visit, Kind.READ_WRITE, under(request.getName()), latch::countDown)
                .thenApply(CoordinationService::count);
    }

    private CompletableFuture<LatchResponse> getLatch(Visit visit, GetLatchRequest request) {
        Latch latch = coordination.latch(name(request.getName()));
        return may(visit, Kind.READ, under(request.getName()), latch::get).thenApply(CoordinationService::count);
    }

    private static LatchResponse count(int count) {
        return LatchResponse.newBuilder().setCount(count).build();
    }

    private WaitingCall.Wait<AwaitLatchResponse> awaitLatch(Visit visit, AwaitLatchRequest request) {
        Latch latch = coordination.latch(name(request.getName()));
        Optional<Duration> patience = patience(request.hasPatienceMillis(), request.getPatienceMillis());
        return mayWait(
                visit,
                Kind.READ,
                request.getName(),
                () -> patience.map(latch::await).orElseGet(latch::await),
                reply -> AwaitLatchResponse.newBuilder()
                        .setOpen(EtcdErrors.done(reply).value())
                        .build());
    }

    private WaitingCall.Wait<AwaitBarrierResponse> awaitBarrier(Visit visit, AwaitBarrierRequest request) {
        Barrier barrier = coordination.barrier(name(request.getName()));
        long session = session(request.getSession());
        int parties = positive("parties", request.getParties());
        Optional<Duration> patience = patience(request.hasPatienceMillis(), request.getPatienceMillis());
        return mayWait(
                visit,
                Kind.READ_WRITE,
                request.getName(),
                () -> isZero(patience)
                        ? barrier.tryPass(session, parties)
                        : patience.map(it -> barrier.await(session, parties, it))
                                .orElseGet(() -> barrier.await(session, parties)),
                CoordinationService::passed);
    }

    private static AwaitBarrierResponse passed(Passage passage) {
        return switch (passage) {
            case Passage.Passed(int arrival) ->
                AwaitBarrierResponse.newBuilder()
                        .setPassed(true)
                        .setArrival(arrival)
                        .build();
            case Passage.GivenUp() -> AwaitBarrierResponse.getDefaultInstance();
            case Passage.SessionEnded() -> throw EtcdErrors.because(SESSION_ENDED);
            case Passage.Refused(StoreError error) -> throw EtcdErrors.because(EtcdErrors.of(error));
        };
    }

    private CompletableFuture<ChangeNumberResponse> changeNumber(Visit visit, ChangeNumberRequest request) {
        SharedLong number = coordination.number(name(request.getName()));
        KeyRange key = KeyRange.single(ByteStrings.toBytes(request.getName()));
        return switch (request.getChangeCase()) {
            case CHANGE_NOT_SET ->
                may(visit, Kind.READ, key, number::get).thenApply(it -> changed(new SharedLong.Change(it, it)));
            case SET ->
                may(visit, Kind.READ_WRITE, key, () -> number.set(request.getSet()))
                        .thenApply(CoordinationService::changed);
            case ADD ->
                may(visit, Kind.READ_WRITE, key, () -> number.add(request.getAdd()))
                        .thenApply(CoordinationService::changed);
            case COMPARE_AND_SET -> {
                ChangeNumberRequest.CompareAndSet change = request.getCompareAndSet();
                yield may(
                                visit,
                                Kind.READ_WRITE,
                                key,
                                () -> number.compareAndSet(change.getExpected(), change.getUpdate()))
                        .thenApply(CoordinationService::changed);
            }
        };
    }

    private static ChangeNumberResponse changed(SharedLong.Change change) {
        return ChangeNumberResponse.newBuilder()
                .setBefore(change.before())
                .setAfter(change.after())
                .build();
    }

    private CompletableFuture<ChangeReferenceResponse> changeReference(Visit visit, ChangeReferenceRequest request) {
        SharedReference reference = coordination.reference(name(request.getName()));
        KeyRange key = KeyRange.single(ByteStrings.toBytes(request.getName()));
        return switch (request.getChangeCase()) {
            case CHANGE_NOT_SET ->
                may(visit, Kind.READ, key, reference::get).thenApply(it -> changed(new SharedReference.Change(it, it)));
            case SET ->
                may(visit, Kind.READ_WRITE, key, () -> reference.set(value(request.getSet())))
                        .thenApply(CoordinationService::changed);
            case COMPARE_AND_SET -> {
                ChangeReferenceRequest.CompareAndSet change = request.getCompareAndSet();
                yield may(
                                visit,
                                Kind.READ_WRITE,
                                key,
                                () -> reference.compareAndSet(value(change.getExpected()), value(change.getUpdate())))
                        .thenApply(CoordinationService::changed);
            }
        };
    }

    private static ChangeReferenceResponse changed(SharedReference.Change change) {
        return ChangeReferenceResponse.newBuilder()
                .setBefore(value(change.before()))
                .setAfter(value(change.after()))
                .build();
    }
}
