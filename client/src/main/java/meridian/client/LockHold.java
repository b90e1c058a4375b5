package meridian.client;

import java.util.function.Consumer;

/**
 * A lock that is held. Each call of {@code lock()} has a hold of its own; those of one thread that took the lock again
 * have the same fence, and the lock is given back when all of them are closed.
 */
public final class LockHold extends Hold {
    private final Consumer<LockHold> gone;

    LockHold(Holding holding) {
        this(holding, hold -> {});
    }

    /** @param gone called when it is closed */
    LockHold(Holding holding, Consumer<LockHold> gone) {
        super(holding);
        this.gone = gone;
    }

    @Override
    void closing() {
        gone.accept(this);
    }
}
