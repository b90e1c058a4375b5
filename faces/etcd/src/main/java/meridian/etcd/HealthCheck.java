package meridian.etcd;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import meridian.base.Bytes;
import meridian.store.KeyRange;
import meridian.store.RangeQuery;
import meridian.store.Store;

/** Healthy is who can read what is newest, as every client can, and has no alarm. */
public final class HealthCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final RangeQuery QUERY = RangeQuery.of(KeyRange.single(Bytes.utf8("health")));

    private final Store store;

    public HealthCheck(Store store) {
        this.store = store;
    }

    /** Why this node is not healthy; empty if it is. */
    public CompletableFuture<Optional<String>> trouble() {
        return trouble(Set.of(), false);
    }

    /** @param local whether it is enough that this node can read what it has, without asking the leader */
    CompletableFuture<Optional<String>> trouble(Set<String> alarmsIgnored, boolean local) {
        List<String> alarms = store.status().alarms().stream()
                .map(alarm -> alarm.kind().name())
                .filter(alarm -> !alarmsIgnored.contains(alarm))
                .toList();
        if (!alarms.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.of("alarm " + alarms.getFirst()));
        }
        return store.read(local ? QUERY.asSerializable() : QUERY)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .handle((_, trouble) -> Optional.ofNullable(trouble).map(HealthCheck::reason));
    }

    private static String reason(Throwable trouble) {
        Throwable cause =
                trouble instanceof CompletionException && trouble.getCause() != null ? trouble.getCause() : trouble;
        return cause instanceof TimeoutException
                ? "no answer from a leader within " + PATIENCE.toSeconds() + " s"
                : String.valueOf(cause.getMessage());
    }
}
