package meridian.etcd;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.LongFunction;
import meridian.base.Bytes;
import meridian.coordination.Acquisition;
import meridian.coordination.Claim;
import meridian.store.KeyRange;
import meridian.store.Permission;
import meridian.store.StoreError;

/** What locks and elections have in common on their way between etcd's messages and the recipes. */
final class Contenders {
    /** What etcd grants who names no lease. Nobody renews it unless the client finds out which it is. */
    private static final Duration LEASE_DEFAULT = Duration.ofSeconds(60);

    private static final Bytes SEPARATOR = Bytes.utf8("/");

    private final Status sessionEnded;

    /** @param sessionEnded what a client hears whose lease ended while it waited */
    Contenders(Status sessionEnded) {
        this.sessionEnded = sessionEnded;
    }

    /** The keys under a name, one for each who holds or waits. */
    static KeyRange keys(ByteString name) {
        return KeyRange.prefix(ByteStrings.toBytes(name.concat(ByteStrings.of(SEPARATOR))));
    }

    /** The lease that was named, or a new one. */
    CompletableFuture<Long> lease(Visit visit, long named) {
        return named != 0
                ? CompletableFuture.completedFuture(named)
                : visit.store()
                        .grantLease(0, LEASE_DEFAULT)
                        .thenApply(outcome -> EtcdErrors.done(outcome).value().id());
    }

    /** The recipe writes with the node's own rights, so the caller's are asked before it begins. */
    <R> WaitingCall.Wait<R> enter(
            Visit visit,
            ByteString name,
            long lease,
            LongFunction<Claim<Acquisition>> enter,
            Function<Acquisition.Held, R> response) {
        CompletableFuture<Claim<Acquisition>> claim = visit.may(Permission.Kind.READ_WRITE, keys(name))
                .thenCompose(_ -> lease(visit, lease))
                .thenApply(enter::apply);
        WaitingCall.Wait<R> wait = waiting(claim, acquisition -> response.apply(held(acquisition)));
        return new WaitingCall.Wait<>(inEtcdsWords(wait.answer()), wait.giveUp());
    }

    /** A call that is answered when the claim has ended. */
    static <T, R> WaitingCall.Wait<R> waiting(CompletableFuture<Claim<T>> claim, Function<T, R> response) {
        CompletableFuture<R> answer =
                claim.thenCompose(Claim::outcome).thenApply(outcome -> response.apply(EtcdErrors.applied(outcome)));
        return new WaitingCall.Wait<>(answer, () -> claim.thenAccept(Claim::cancel));
    }

    private Acquisition.Held held(Acquisition acquisition) {
        return switch (acquisition) {
            case Acquisition.Held held -> held;
            case Acquisition.SessionEnded() -> throw EtcdErrors.because(sessionEnded);
            case Acquisition.GivenUp() -> throw EtcdErrors.because(Status.CANCELLED);
            case Acquisition.Refused(StoreError error) -> throw EtcdErrors.because(EtcdErrors.of(error));
        };
    }

    /**
     * etcd's server asks itself as a client here, and passes its own errors on by their text alone. So does this for
     * mistakes; that nobody leads keeps its code, by which clients know that trying again may help.
     */
    static <R> CompletableFuture<R> inEtcdsWords(CompletableFuture<R> answer) {
        return answer.exceptionally(failure -> {
            Ending ending = EtcdErrors.of(failure);
            throw new CompletionException(
                    new EtcdException(new Ending(inEtcdsWords(ending.status()), ending.mayBeDone())));
        });
    }

    static Status inEtcdsWords(Status status) {
        if (EtcdErrors.isRefusal(status)) {
            return status;
        }
        return switch (status.getCode()) {
            case NOT_FOUND, INVALID_ARGUMENT -> Status.UNKNOWN.withDescription(status.getDescription());
            default -> status;
        };
    }
}
