package meridian.chaos.load;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.base.Timestamp;
import meridian.chaos.base.Folders;

/**
 * What happened, as the nodes themselves tell it when all is calm again.
 *
 * @param start the first revision that it is about
 * @param end the last one
 * @param histories the changes of all keys of the round, by each node's account
 * @param hashes the checksum of each node's state
 */
public record Truth(long start, long end, Map<NodeId, List<Change>> histories, Map<NodeId, Long> hashes) {
    private static final Duration HISTORY_MAX = Duration.ofSeconds(60);
    private static final Duration AHEAD_MAX = Duration.ofSeconds(5);

    /** Nobody may have written for so long. */
    private static final Duration BEHIND_MAX = Duration.ofMinutes(10);

    public Truth {
        histories = new LinkedHashMap<>(histories);
        hashes = new LinkedHashMap<>(hashes);
    }

    /** Asks each node for its account. */
    public static Truth ask(List<Endpoint> endpoints, Bytes prefix, long start, Map<NodeId, Long> hashes) {
        Map<NodeId, List<Change>> histories = new LinkedHashMap<>();
        long end = revision(endpoints.getFirst());
        for (Endpoint endpoint : endpoints) {
            histories.put(endpoint.node(), history(endpoint, prefix, start, end));
        }
        return new Truth(start, end, histories, hashes);
    }

    private static long revision(Endpoint endpoint) {
        try (StoreClient client = new StoreClient(endpoint)) {
            return client.revision();
        }
    }

    private static List<Change> history(Endpoint endpoint, Bytes prefix, long start, long end) {
        try (NodeWatcher watcher = new NodeWatcher(endpoint, prefix, start)) {
            watcher.hearOut(end, HISTORY_MAX);
            return watcher.told().stream()
                    .flatMap(batch -> batch.events().stream())
                    .filter(change -> change.revision() <= end)
                    .toList();
        }
    }

    /** Whose account is taken. That the others say the same is a check of its own. */
    NodeId witness() {
        return histories.keySet().iterator().next();
    }

    /** The changes of all keys that begin with this. */
    List<Change> of(Bytes prefix) {
        return histories.getOrDefault(witness(), List.of()).stream()
                .filter(change -> change.key().startsWith(prefix))
                .toList();
    }

    /** Do all nodes tell the same, and have the same state? */
    public Finding agreement() {
        return Finding.of("nodes agree", () -> {
            List<Change> first = histories.getOrDefault(witness(), List.of());
            histories.forEach((node, told) -> Finding.require(
                    told.equals(first),
                    "%s and %s tell different histories, from %s on",
                    witness(),
                    node,
                    firstDifference(first, told)));
            Finding.require(Set.copyOf(hashes.values()).size() == 1, "the hashes differ: %s", hashes);
        });
    }

    /**
     * Is the newest revision of this time of day? It is a timestamp, and one node whose clock is an hour off must not take
     * the others with it.
     */
    public Finding timeliness(Instant now) {
        return Finding.of("revisions go with the time", () -> {
            Instant newest = Instant.ofEpochMilli(new Timestamp(end).unixMillis());
            Finding.require(
                    newest.isBefore(now.plus(AHEAD_MAX)) && newest.isAfter(now.minus(BEHIND_MAX)),
                    "the newest revision is of %s, and it is %s",
                    newest,
                    now);
        });
    }

    private static String firstDifference(List<Change> one, List<Change> other) {
        for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
            Optional<Change> left = i < one.size() ? Optional.of(one.get(i)) : Optional.empty();
            Optional<Change> right = i < other.size() ? Optional.of(other.get(i)) : Optional.empty();
            if (!left.equals(right)) {
                return left.map(Change::toString).orElse("nothing") + " / "
                        + right.map(Change::toString).orElse("nothing");
            }
        }
        return "nowhere";
    }

    public void save(Path folder) {
        Folders.write(folder.resolve("hashes.txt"), hashes + "\n");
        histories.forEach(
                (node, changes) -> Folders.write(folder.resolve(node + "-history.txt"), Finding.lines(changes)));
    }
}
