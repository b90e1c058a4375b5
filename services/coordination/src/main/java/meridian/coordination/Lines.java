package meridian.coordination;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import meridian.base.Bytes;
import meridian.store.Store;

/** The lines that somebody of this node stands in or looks at. The first one opens a line, the last one closes it. */
final class Lines {
    private final Store store;
    private final CoordinationConfig config;
    private final Threads threads;
    private final Map<Bytes, Open> open = new ConcurrentHashMap<>();

    Lines(Store store, CoordinationConfig config, Threads threads) {
        this.store = store;
        this.config = config;
        this.threads = threads;
    }

    /** @param members how many of this node have entered it and not left */
    private record Open(Line line, int members) {}

    /** Whoever enters leaves again, once. */
    Line enter(Bytes prefix) {
        return open.compute(
                        prefix,
                        (_, before) -> before == null
                                ? new Open(new Line(prefix, store, config, threads), 1)
                                : new Open(before.line, before.members + 1))
                .line;
    }

    void leave(Bytes prefix) {
        open.computeIfPresent(prefix, (_, before) -> {
            if (before.members > 1) {
                return new Open(before.line, before.members - 1);
            }
            before.line.close();
            return null;
        });
    }
}
