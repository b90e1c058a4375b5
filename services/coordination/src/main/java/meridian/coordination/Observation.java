package meridian.coordination;

import meridian.base.Bytes;
import org.jspecify.annotations.Nullable;

/** Somebody who follows an election, until it is closed. */
public final class Observation implements AutoCloseable {
    private final Lines lines;
    private final Bytes prefix;
    private final LeaderObserver observer;
    private @Nullable Line line;
    private boolean closed;

    Observation(Lines lines, Bytes prefix, LeaderObserver observer) {
        this.lines = lines;
        this.prefix = prefix;
        this.observer = observer;
    }

    synchronized void begin() {
        if (!closed) {
            line = lines.enter(prefix);
            line.join(observer);
        }
    }

    /** May be followed by one last call that is on its way. */
    @Override
    public synchronized void close() {
        closed = true;
        if (line != null) {
            line.leave(observer);
            lines.leave(prefix);
            line = null;
        }
    }
}
