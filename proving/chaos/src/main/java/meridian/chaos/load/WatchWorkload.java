package meridian.chaos.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.chaos.base.Await;
import meridian.chaos.base.Folders;
import meridian.testkit.WatchChecker;

/**
 * A watch on each node for all keys of the round, whichever workload they are of, and writers of transactions that
 * change several keys at once, which a watch must tell together.
 */
public final class WatchWorkload implements Workload {
    private static final int WRITERS = 3;
    private static final int KEYS = 6;
    /** So many changes must be told, or the round proves nothing. */
    private static final int CHANGES_MIN = 100;

    private static final Duration HISTORY_MAX = Duration.ofSeconds(60);

    private final Stage stage;
    private final List<StoreClient> connections;
    private final Map<NodeId, NodeWatcher> watchers = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private final long start;
    private volatile boolean over;

    public WatchWorkload(Stage stage) {
        this.stage = stage;
        this.connections = stage.connect();
        this.start = connections.getFirst().revision() + 1;
    }

    @Override
    public String name() {
        return stage.name();
    }

    @Override
    public void start() {
        Bytes everything = Bytes.utf8(stage.everything());
        stage.endpoints().forEach(it -> watchers.put(it.node(), new NodeWatcher(it, everything, start)));
        List<Bytes> keys = IntStream.range(0, KEYS)
                .mapToObj(i -> Bytes.utf8(stage.prefix() + "k" + i))
                .toList();
        for (int i = 0; i < WRITERS; i++) {
            WatchWriter writer = new WatchWriter(
                    "w" + i, keys, connections, stage.randomness().fork());
            threads.add(Thread.ofVirtual().start(() -> write(writer)));
        }
    }

    private void write(WatchWriter writer) {
        while (!over) {
            long asked = stage.timeline().nanos();
            switch (writer.step()) {
                case Reply.Answered<?> _ -> {
                    answers.incrementAndGet();
                    stage.timeline().answered(asked, true);
                }
                case Reply.Never<?> _ -> {}
                case Reply.Unknown<?> _ -> unknown.incrementAndGet();
            }
        }
    }

    @Override
    public void stop() {
        over = true;
        Await.end(threads);
    }

    @Override
    public Count count() {
        return new Count(answers.get(), unknown.get());
    }

    @Override
    public List<Finding> judge(Truth truth) {
        return List.of(
                Finding.of("enough was told", () -> requireTraffic(truth)),
                Finding.of("watches told everything", () -> requireEverything(truth)));
    }

    private void requireTraffic(Truth truth) {
        int changes = truth.of(stage.own()).size();
        Finding.require(changes >= CHANGES_MIN, "there were %d changes only", changes);
    }

    private void requireEverything(Truth truth) {
        List<Change> all = truth.of(Bytes.utf8(stage.everything())).stream()
                .filter(change -> change.revision() >= start)
                .toList();
        WatchChecker<Change> checker = new WatchChecker<>(Change::revision, all);
        watchers.forEach((node, watcher) -> {
            watcher.hearOut(truth.end(), HISTORY_MAX);
            try {
                checker.require(start, watcher.told());
            } catch (AssertionError e) {
                throw new AssertionError("on " + node + ": " + e.getMessage(), e);
            }
        });
    }

    @Override
    public void save(Path folder) {
        watchers.forEach((node, watcher) ->
                Folders.write(folder.resolve(name() + "-" + node + ".txt"), Finding.lines(watcher.told())));
    }

    @Override
    public void close() {
        over = true;
        watchers.values().forEach(NodeWatcher::close);
        connections.forEach(StoreClient::close);
    }
}
