package meridian.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.testkit.SeededRandomness;
import meridian.testkit.WatchChecker;
import org.jspecify.annotations.Nullable;

/** Follows a range for the whole run: when its node dies it resumes at another, behind what it was told last. */
final class SimulatedWatch implements StoreWorld.CrashListener {
    private static final Duration PAUSE_MAX = Duration.ofMillis(150);

    private final StoreWorld world;
    private final SeededRandomness randomness;
    private final WatchQuery template;
    private final List<Part> parts = new ArrayList<>();
    private @Nullable Watcher watcher;
    private @Nullable NodeId node;
    private long turn;
    private boolean polling;

    SimulatedWatch(StoreWorld world, WatchQuery template) {
        this.world = world;
        this.randomness = world.simulation().fork();
        this.template = template;
        world.onCrash(this);
    }

    /** What was told without a break that the store itself announced. */
    private record Part(long start, List<WatchChecker.Batch<WatchEvent>> batches) {
        long upTo() {
            return batches.stream().mapToLong(WatchChecker.Batch::upTo).reduce(start - 1, Math::max);
        }
    }

    void begin() {
        long mine = ++turn;
        world.simulation().after(randomness.between(Duration.ZERO, PAUSE_MAX), () -> {
            if (mine == turn) {
                world.anyNode(randomness).ifPresentOrElse(this::watchAt, this::begin);
            }
        });
    }

    private void watchAt(NodeId chosen) {
        long start =
                parts.isEmpty() ? template.startRevision() : parts.getLast().upTo() + 1;
        long mine = turn;
        node = chosen;
        polling = false;
        WatchQuery query = new WatchQuery(
                template.range(), start, template.withPuts(), template.withDeletes(), template.withPrevious());
        Watcher opened = world.store(chosen).orElseThrow().watch(query, _ -> ready(mine));
        watcher = opened;
        if (parts.isEmpty()) {
            parts.add(new Part(start == 0 ? opened.createdRevision() + 1 : start, new ArrayList<>()));
        }
        world.simulation().note("watch " + template.range() + " at " + chosen + " from " + start);
        ready(mine);
    }

    private void ready(long mine) {
        if (mine == turn && !polling) {
            polling = true;
            world.simulation().after(randomness.between(Duration.ZERO, PAUSE_MAX), () -> {
                if (node != null) {
                    world.group().whenAwake(node, () -> poll(mine));
                }
            });
        }
    }

    private void poll(long mine) {
        Watcher current = watcher;
        if (mine != turn || current == null) {
            return;
        }
        polling = false;
        Watcher.Batch batch = current.poll((int) randomness.between(1, 600));
        world.simulation().note("watch " + template.range() + " at " + node + " tells " + batch);
        parts.getLast()
                .batches()
                .add(new WatchChecker.Batch<>(
                        batch.events().stream().map(SimulatedWatch::plain).toList(), batch.revision()));
        Optional<StoreError> ending = current.ending();
        if (ending.isPresent()) {
            restart(ending.get());
        } else if (!batch.events().isEmpty()) {
            ready(mine);
        }
    }

    private void restart(StoreError ending) {
        switch (ending) {
            case StoreError.Compacted(long revision) -> parts.add(new Part(revision, new ArrayList<>()));
            case StoreError other -> throw new AssertionError("a watch ended: " + other);
        }
        begin();
    }

    /** Now and then a watch moves on its own. */
    void move() {
        Watcher current = watcher;
        if (current != null) {
            current.close();
            begin();
        }
    }

    @Override
    public void crashed(NodeId gone) {
        if (gone.equals(node)) {
            begin();
        }
    }

    /** Has it been told of every event that it is about? */
    boolean isUpToDate(Truth truth) {
        List<WatchEvent> wanted = wanted(truth);
        return wanted.isEmpty() || hasReached(wanted.getLast().revision());
    }

    boolean hasReached(long revision) {
        return !parts.isEmpty() && parts.getLast().upTo() >= revision;
    }

    /** Looks how far it has come, without having been called. */
    void look() {
        ready(turn);
    }

    /** Throws unless it was told what it should have been told. */
    void check(Truth truth) {
        WatchChecker<WatchEvent> checker = new WatchChecker<>(WatchEvent::revision, wanted(truth));
        for (Part part : parts) {
            checker.require(part.start, part.batches);
        }
    }

    private List<WatchEvent> wanted(Truth truth) {
        return truth.events().stream()
                .filter(it -> template.range().contains(it.keyValue().key()))
                .filter(it -> it.kind() == WatchEvent.Kind.PUT ? template.withPuts() : template.withDeletes())
                .map(it -> template.withPrevious() ? it : new WatchEvent(it.kind(), it.keyValue(), Optional.empty()))
                .map(SimulatedWatch::plain)
                .toList();
    }

    /** Of a deletion only key and revision mean something. */
    private static WatchEvent plain(WatchEvent event) {
        KeyValue it = event.keyValue();
        return event.kind() == WatchEvent.Kind.PUT
                ? event
                : new WatchEvent(
                        event.kind(), new KeyValue(it.key(), Bytes.EMPTY, 0, it.modRevision(), 0, 0), event.previous());
    }
}
