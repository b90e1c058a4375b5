package meridian.cli;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import meridian.base.Machine;
import meridian.base.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * A lease that is kept alive until it is closed, through whichever node answers, and what is held with it.
 *
 * <p>It counts as lost early enough before the cluster may end it that what runs under it can still be stopped: the
 * time runs from when the last confirmed renewal was sent, which is before the cluster's time runs.
 */
final class LiveLease implements AutoCloseable {
    private static final int RENEWALS_PER_LIFE = 4;
    private static final int RETRIES_PER_LIFE = 20;
    private static final int ATTEMPTS_TO_REVOKE = 3;

    /** Of its time to live; what is left after it is for stopping what runs under the lease. */
    private static final double TRUSTED = 0.8;

    private final Remote remote;
    private final Duration timeToLive;
    private final long id;
    private final Ticker ticker = Machine.ticker();
    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile long confirmedNanos;
    private volatile @Nullable KeyValue held;
    private volatile String trouble = "no renewal was answered";
    private int node;
    private boolean revoked;

    private LiveLease(Remote remote, Duration timeToLive, long id, long sentNanos) {
        this.remote = remote;
        this.timeToLive = timeToLive;
        this.id = id;
        this.confirmedNanos = sentNanos;
    }

    static LiveLease grant(Remote remote, Duration timeToLive) {
        long sent = Machine.ticker().nanos();
        long id = remote.with(session -> session.leases()
                .leaseGrant(LeaseGrantRequest.newBuilder()
                        .setTTL(timeToLive.toSeconds())
                        .build())
                .getID());
        LiveLease lease = new LiveLease(remote, timeToLive, id, sent);
        Thread.ofVirtual().start(lease::keepAlive);
        return lease;
    }

    long id() {
        return id;
    }

    /**
     * Asks for something that is tied to the lease, again on another node when one cannot be asked, until it is there or
     * the lease is lost. To ask twice must do no harm.
     */
    <T> T obtain(Function<Session, T> request) {
        for (int attempt = 0; ; attempt++) {
            int next = attempt;
            CompletableFuture<T> answer = new CompletableFuture<>();
            Thread asking = Thread.ofVirtual().start(() -> {
                try {
                    answer.complete(remote.with(next, request));
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
            if (!outlives(answer)) {
                asking.interrupt();
                throw new Failure("The lease was lost while waiting: " + whyLost());
            }
            try {
                return answer.join();
            } catch (RuntimeException e) {
                requireRetryable(e.getCause());
                pause(timeToLive.dividedBy(RETRIES_PER_LIFE));
            }
        }
    }

    private static void requireRetryable(@Nullable Throwable problem) {
        boolean isRetryable = problem instanceof Failure
                && (!(problem.getCause() instanceof StatusRuntimeException answer)
                        || answer.getStatus().getCode() == Status.Code.UNAVAILABLE);
        if (!isRetryable) {
            throw problem instanceof Failure failure ? failure : new Failure("Unexpected: " + problem);
        }
    }

    /** From now on the lease is lost, too, when this key is gone or was made anew. */
    KeyValue hold(ByteString key) {
        KeyValue found = obtain(session -> read(session, key))
                .orElseThrow(() -> new Failure("What was just won is lost again: its key is gone."));
        held = found;
        return found;
    }

    private static Optional<KeyValue> read(Session session, ByteString key) {
        return session.keys().range(RangeRequest.newBuilder().setKey(key).build()).getKvsList().stream()
                .findFirst();
    }

    /** Waits; says false when the lease is lost before the other thing has ended. */
    boolean outlives(CompletableFuture<?> end) {
        CompletableFuture<?> either = CompletableFuture.anyOf(end.exceptionally(_ -> null), lost);
        while (!end.isDone()) {
            long left = timeLeft().toNanos();
            if (left <= 0) {
                lost.complete("no node confirmed it in time: " + trouble);
            }
            if (lost.isDone()) {
                return false;
            }
            try {
                either.get(left, TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                // A renewal may have been confirmed meanwhile.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Failure("Interrupted.", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("neither of both can fail", e);
            }
        }
        return true;
    }

    String whyLost() {
        return lost.getNow(trouble);
    }

    /** How long whatever ran under a lost lease may take to end by itself. */
    Duration grace() {
        return Duration.ofMillis((long) (timeToLive.toMillis() * (1 - TRUSTED) / 2));
    }

    private Duration timeLeft() {
        return Duration.ofMillis((long) (timeToLive.toMillis() * TRUSTED)).minus(ticker.since(confirmedNanos));
    }

    private void keepAlive() {
        Duration pause = timeToLive.dividedBy(RENEWALS_PER_LIFE);
        while (!pause(pause) && !lost.isDone()) {
            pause = timeToLive.dividedBy(renew() ? RENEWALS_PER_LIFE : RETRIES_PER_LIFE);
        }
    }

    private boolean renew() {
        long sent = ticker.nanos();
        try {
            long seconds = remote.with(node, session -> look(session.within(timeToLive.dividedBy(RENEWALS_PER_LIFE))));
            if (seconds > 0) {
                confirmedNanos = sent;
            } else {
                lost.complete(seconds == 0 ? "its lease has ended" : "its key was removed");
            }
            return true;
        } catch (RuntimeException e) {
            trouble = String.valueOf(e.getMessage());
            node++;
            return false;
        }
    }

    /** The seconds it lives on; 0 when it has ended, -1 when what it held is gone. */
    private long look(Session session) {
        long seconds = session.renew(id);
        KeyValue expected = held;
        boolean isThere = expected == null
                || read(session, expected.getKey())
                        .filter(it -> it.getCreateRevision() == expected.getCreateRevision())
                        .isPresent();
        return seconds <= 0 || isThere ? seconds : -1;
    }

    /** True when the lease was closed meanwhile. */
    private boolean pause(Duration length) {
        try {
            return closed.await(length.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Ends the lease, and with it at once whatever it held. If nobody can be told, it ends by itself. */
    @Override
    public synchronized void close() {
        closed.countDown();
        if (!revoked) {
            revoked = true;
            revoke();
        }
    }

    private void revoke() {
        LeaseRevokeRequest request = LeaseRevokeRequest.newBuilder().setID(id).build();
        for (int attempt = 0; attempt < ATTEMPTS_TO_REVOKE; attempt++) {
            try {
                remote.with(
                        attempt, session -> session.within(timeToLive).leases().leaseRevoke(request));
                return;
            } catch (RuntimeException e) {
                if (e.getCause() instanceof StatusRuntimeException answer
                        && answer.getStatus().getCode() == Status.Code.NOT_FOUND) {
                    return;
                }
            }
        }
    }
}
