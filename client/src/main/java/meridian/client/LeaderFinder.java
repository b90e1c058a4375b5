package meridian.client;

import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import meridian.client.Attempt.Ending;

/**
 * Asks the nodes now and then who leads, and at once when the leader fails. Several may say that they lead; the one of
 * the latest term is right. Who follows it is well again, even if it failed a moment ago.
 */
final class LeaderFinder implements Runnable {
    private final Endpoints endpoints;
    private final Settings settings;
    private final Login login;
    private final Semaphore reasons = new Semaphore(0);
    private volatile boolean closed;

    LeaderFinder(Endpoints endpoints, Settings settings, Login login) {
        this.endpoints = endpoints;
        this.settings = settings;
        this.login = login;
    }

    void lookAgain() {
        reasons.release();
    }

    void close() {
        closed = true;
        reasons.release();
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                Duration pause = look() ? settings.leaderCheckInterval() : settings.nodeRestMin();
                reasons.drainPermits();
                reasons.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param response what a node says of itself and the group */
    private record Answer(Endpoint endpoint, StatusResponse response) {}

    private boolean look() {
        List<CompletableFuture<Optional<Answer>>> questions =
                endpoints.all().stream().map(this::ask).toList();
        List<Answer> answers = questions.stream()
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .toList();
        answers.forEach(it -> it.endpoint().isMember(it.response().getHeader().getMemberId()));
        Optional<Answer> latest = answers.stream()
                .filter(it -> it.response().getLeader() != 0)
                .max(Comparator.comparingLong(it -> it.response().getRaftTerm()));
        endpoints.isLedBy(latest.map(it -> it.response().getLeader()).orElse(0L));
        latest.ifPresent(newest -> answers.stream()
                .filter(it -> it.response().getLeader() == newest.response().getLeader())
                .forEach(it -> it.endpoint().answered()));
        return latest.isPresent();
    }

    private CompletableFuture<Optional<Answer>> ask(Endpoint endpoint) {
        return login.token()
                .thenCompose(token -> Attempt.start(
                                endpoint.channel(),
                                MaintenanceGrpc.getStatusMethod(),
                                Headers.of(token, false),
                                StatusRequest.getDefaultInstance(),
                                Deadline.in(settings.attemptLimit()))
                        .ending())
                .handle((ending, trouble) -> ending instanceof Ending.Answered<StatusResponse>(StatusResponse response)
                        ? Optional.of(new Answer(endpoint, response))
                        : Optional.empty());
    }
}
