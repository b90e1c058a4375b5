package meridian.client;

import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.AuthenticateResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes requests to whichever node is good for them. */
final class Calls {
    private static final String NO_ACCESS_CONTROL = "authentication is not enabled";

    private final Settings settings;
    private final Endpoints endpoints;
    private final Executor executor;
    private final LeaderFinder finder;
    private final Login login;
    private final Login nobody;
    private final AtomicInteger underWay = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);

    Calls(Settings settings, Credentials credentials, Endpoints endpoints, Executor executor) {
        this.settings = settings;
        this.endpoints = endpoints;
        this.executor = executor;
        this.login = new Login(credentials, this::authenticate);
        this.nobody = new Login(new Credentials.None(), this::authenticate);
        this.finder = new LeaderFinder(endpoints, settings, login);
    }

    /** To be called once, when all is in place. */
    void start() {
        if (endpoints.all().size() > 1) {
            executor.execute(finder);
        }
    }

    Settings settings() {
        return settings;
    }

    Endpoints endpoints() {
        return endpoints;
    }

    Executor executor() {
        return executor;
    }

    Login login() {
        return login;
    }

    boolean isClosed() {
        return closing.getCount() == 0;
    }

    <Q, R, T> PendingCall<Q, R, T> call(Request<Q, R, T> request) {
        return call(request, Deadline.in(settings.timeLimit()));
    }

    <Q, R, T> PendingCall<Q, R, T> call(Request<Q, R, T> request, Deadline deadline) {
        return begin(new PendingCall<>(this, login, request, deadline), request.name());
    }

    private <P extends PendingCall<?, ?, ?>> P begin(P call, String name) {
        if (isClosed()) {
            call.completeExceptionally(Failures.closed(name, false));
        } else if (underWay.incrementAndGet() > settings.callsMax()) {
            underWay.decrementAndGet();
            call.completeExceptionally(new NotAppliedException(
                    name + " did not happen: " + settings.callsMax()
                            + " calls are under way already. Wait for some of them, or raise callsMax.",
                    null));
        } else {
            call.whenComplete((answer, failure) -> underWay.decrementAndGet());
            call.attempt();
        }
        return call;
    }

    private CompletableFuture<String> authenticate(String user, String password) {
        AuthenticateRequest message = AuthenticateRequest.newBuilder()
                .setName(user)
                .setPassword(password)
                .build();
        Request<AuthenticateRequest, AuthenticateResponse, String> request =
                Request.of(AuthGrpc.getAuthenticateMethod(), message, Effect.READ, AuthenticateResponse::getToken);
        Deadline deadline = Deadline.in(settings.timeLimit());
        return begin(new PendingCall<>(this, nobody, request, deadline), request.name())
                .exceptionally(failure -> {
                    if (String.valueOf(failure.getMessage()).contains(NO_ACCESS_CONTROL)) {
                        return Login.NO_TOKEN;
                    }
                    throw Failures.rethrown(failure);
                });
    }

    /** A node that does not answer a read is soon asked no more; what waits or writes once is given all the time. */
    Deadline attemptDeadline(Request<?, ?, ?> request, Deadline deadline) {
        boolean patient = request.waits() || request.effect() == Effect.WRITE;
        return patient ? deadline : deadline.earlier(Deadline.in(settings.attemptLimit()));
    }

    Duration pause(int failures) {
        return settings.retries().pause(failures);
    }

    void later(Duration pause, Runnable task) {
        CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS, executor)
                .execute(task);
    }

    /** Lets time pass, unless the client is closed meanwhile. */
    boolean awaitClosing(Deadline deadline) throws InterruptedException {
        return closing.await(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
    }

    void troubleWith(Endpoint endpoint) {
        if (endpoints.isLeader(endpoint)) {
            finder.lookAgain();
        }
    }

    /** Nothing is begun any more, and nothing tried again. */
    void close() {
        closing.countDown();
        finder.close();
    }
}
