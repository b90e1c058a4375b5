package meridian.coordination;

import org.jspecify.annotations.Nullable;

/** Somebody who follows an election, until it is closed. */
public final class Observation implements AutoCloseable {
    private final Lines lines;
    private final Keys keys;
    private final LeaderObserver observer;
    private @Nullable Line line;
    private boolean closed;

    Observation(Lines lines, Keys keys, LeaderObserver observer) {
        this.lines = lines;
        this.keys = keys;
        this.observer = observer;
    }

    synchronized void begin() {
        if (!closed) {
            line = lines.enter(keys);
            line.join(observer);
        }
    }

    /** May be followed by one last call that is on its way. */
    @Override
    public synchronized void close() {
        closed = true;
        if (line != null) {
            line.leave(observer);
            lines.leave(keys);
            line = null;
        }
    }
}
