package meridian.client;

import io.etcd.jetcd.api.ElectionGrpc;
import io.etcd.jetcd.api.LeaderRequest;
import io.etcd.jetcd.api.LeaderResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Candidates, of whom one leads. Who came first does, until it resigns or its session ends.
 *
 * <pre>{@code
 * try (Leadership leadership = client.election("scheduler").campaign("node-a")) {
 *     leadership.onLost(reason -> stop());
 *     …
 * }
 * }</pre>
 */
public final class Election {
    private final Bytes name;
    private final Calls calls;
    private final Function<Bytes, Entrance> entrance;

    /** @param entrance how to stand with a value */
    Election(Bytes name, Calls calls, Function<Bytes, Entrance> entrance) {
        this.name = name;
        this.calls = calls;
        this.entrance = entrance;
    }

    /** What all candidates call it. */
    public Bytes name() {
        return name;
    }

    /**
     * Waits until this leads. An interrupt ends the wait, and the candidature.
     *
     * @param value what others will hear, such as where to find the leader
     */
    public Leadership campaign(Bytes value) throws InterruptedException {
        return campaign(value, Deadline.none())
                .orElseThrow(() -> new IllegalStateException("a hundred years have passed"));
    }

    /** As {@link #campaign(Bytes)}. */
    public Leadership campaign(String value) throws InterruptedException {
        return campaign(Bytes.utf8(value));
    }

    /** As {@link #campaign(Bytes)}, but waits no longer than this. */
    public Optional<Leadership> campaign(Bytes value, Duration patience) throws InterruptedException {
        return campaign(value, Deadline.in(patience));
    }

    /** As {@link #campaign(Bytes)}, without waiting here. To cancel the future ends the candidature. */
    public CompletableFuture<Leadership> campaignAsync(Bytes value) {
        return Tasks.start(
                calls.executor(), () -> campaign(value, Deadline.none()).orElseThrow(), Leadership::close);
    }

    private Optional<Leadership> campaign(Bytes value, Deadline deadline) throws InterruptedException {
        return entrance.apply(value).enter(null, deadline).map(it -> new Leadership(calls, name, it));
    }

    /** Who leads now: its key, and what it says. */
    public Optional<KeyValue> leader() {
        LeaderRequest message = LeaderRequest.newBuilder().setName(name.wire()).build();
        try {
            return Optional.of(calls.call(Request.of(
                            ElectionGrpc.getLeaderMethod(),
                            message,
                            Effect.READ,
                            (LeaderResponse response) -> KeyValue.of(response.getKv())))
                    .now());
        } catch (InvalidRequestException e) {
            if (Failures.isNobodyElected(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Tells the listener who leads, from now on and one after the other, on a thread of its own: each leader, and what it
     * proclaims. When many follow each other quickly some may be left out, but not the last.
     */
    public Observation observe(Consumer<KeyValue> listener) {
        Observation observation = new Observation(calls, name);
        calls.executor().execute(() -> observation.tell(listener));
        return observation;
    }
}
