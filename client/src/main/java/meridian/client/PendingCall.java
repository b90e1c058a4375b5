package meridian.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import meridian.client.Attempt.Ending;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to an answer, from one attempt to the next. What certainly did not happen is tried again, at
 * another node and after a pause, until the deadline; what may have happened only if it does no harm twice.
 *
 * <p>At any time either an attempt is under way or a pause; so the fields have one owner after the other.
 */
final class PendingCall<Q, R, T> extends CompletableFuture<T> {
    static final int LOGINS_MAX = 2;

    private final Calls calls;
    private final Login login;
    private final Request<Q, R, T> request;
    private final Deadline deadline;
    private volatile @Nullable Attempt<Q, R> attempt;
    private volatile boolean inDoubt;
    private volatile @Nullable Endpoint failed;
    private final AtomicInteger attempts = new AtomicInteger();
    private int logins;

    PendingCall(Calls calls, Login login, Request<Q, R, T> request, Deadline deadline) {
        this.calls = calls;
        this.login = login;
        this.request = request;
        this.deadline = deadline;
    }

    /** For whoever can do nothing useful before there is an answer. An interrupt ends the call, and stays set. */
    T now() {
        try {
            return awaitAnswer();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        }
    }

    /** As {@link #now}, for callers who say that they can be interrupted. */
    T awaitAnswer() throws InterruptedException {
        try {
            return get();
        } catch (InterruptedException e) {
            cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw Failures.rethrown(e);
        }
    }

    /** As {@link #now}, for what has to be done also by a thread that was interrupted. The deadline bounds it. */
    T uninterrupted() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw Failures.rethrown(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Until it has ended, however it does. */
    void awaitEnd() {
        handle((answer, failure) -> answer).join();
    }

    /** How often it was sent, or should have been. */
    int attempts() {
        return attempts.get();
    }

    private MeridianException interrupted(InterruptedException cause) {
        Attempt<Q, R> last = attempt;
        boolean open = request.effect() != Effect.READ && (inDoubt || (last != null && last.wasSent()));
        return open
                ? new OutcomeUnknownException(
                        request.name() + " was interrupted and may have happened or not: read before you write again",
                        cause)
                : new NotAppliedException(request.name() + " was interrupted before anything happened", cause);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        stop();
        return cancelled;
    }

    /** Ends it, and what is under way for it, for a reason from outside. */
    void fail(MeridianException reason) {
        completeExceptionally(reason);
        stop();
    }

    private void stop() {
        Attempt<Q, R> current = attempt;
        if (current != null) {
            current.cancel();
        }
    }

    void attempt() {
        if (calls.isClosed()) {
            completeExceptionally(Failures.closed(request.name(), inDoubt));
        } else if (!isDone()) {
            login.token().whenComplete(this::send);
        }
    }

    private void send(@Nullable String token, @Nullable Throwable trouble) {
        if (token == null || trouble != null) {
            completeExceptionally(Failures.unwrapped(trouble));
            return;
        }
        attempts.incrementAndGet();
        Endpoint endpoint = calls.endpoints().next(request.effect(), failed);
        Attempt<Q, R> started = Attempt.start(
                endpoint.channel(),
                request.method(),
                Headers.of(token, request.fresh()),
                request.message(),
                calls.attemptDeadline(request, deadline));
        attempt = started;
        if (isDone()) {
            // Somebody cancelled while there was nothing to cancel.
            started.cancel();
        }
        started.ending().thenAccept(ending -> ended(endpoint, token, ending));
    }

    private void ended(Endpoint endpoint, String token, Ending<R> ending) {
        switch (ending) {
            case Ending.Answered<R>(R answer) -> {
                endpoint.answered();
                answered(answer);
            }
            case Ending.Failed<R> failed -> failed(endpoint, token, failed);
        }
    }

    private void answered(R answer) {
        try {
            complete(request.answer().apply(answer));
        } catch (RuntimeException e) {
            completeExceptionally(e);
        }
    }

    private void failed(Endpoint endpoint, String token, Ending.Failed<R> failure) {
        if (isDone()) {
            return;
        }
        Verdict verdict = failure.verdict();
        if (verdict.blamesNode()) {
            failed = endpoint;
            endpoint.failed();
            calls.troubleWith(endpoint);
        }
        inDoubt |= !verdict.isCertain() && request.effect() != Effect.READ;
        Duration pause = verdict == Verdict.NOT_LOGGED_IN ? Duration.ZERO : calls.pause(attempts.get());
        if (mayRetry(verdict, token) && pause.toNanos() < deadline.remainingNanos()) {
            calls.later(pause, this::attempt);
        } else {
            completeExceptionally(Failures.exception(describe(endpoint), failure, request.effect(), inDoubt));
        }
    }

    private boolean mayRetry(Verdict verdict, String token) {
        if (calls.isClosed()) {
            return false;
        }
        if (verdict == Verdict.NOT_LOGGED_IN) {
            return logins++ < LOGINS_MAX && login.forget(token);
        }
        return verdict.allowsRetry(request.effect());
    }

    private Failures.Circumstances describe(Endpoint endpoint) {
        return new Failures.Circumstances(request.name(), endpoint.toString(), attempts.get());
    }
}
