package meridian.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Something that is held from when it was won until it is given back or lost, however often its owner took it. */
final class Holding {
    private final Place place;
    private final Ending ending;
    private final @Nullable Thread owner;
    private final Calls calls;
    private final Consumer<SessionLostException> sessionLost = this::lose;

    /** Guards the fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private final List<Consumer<SessionLostException>> listeners = new ArrayList<>();
    private int levels = 1;
    private boolean released;
    private @Nullable SessionLostException loss;
    private @Nullable Watch follower;

    /** What is done at its end, each at most once. */
    interface Ending {
        /** Gives it back. True if it was held until now. */
        boolean release(Holding holding);

        void lost(Holding holding);

        /** The owner, who did not know, has given back what was lost. */
        void noticed(Holding holding);
    }

    /** @param owner the thread that may take it again, none if nobody may */
    Holding(Calls calls, Place place, @Nullable Thread owner, Ending ending) {
        this.calls = calls;
        this.place = place;
        this.owner = owner;
        this.ending = ending;
    }

    /** To be called once, when whoever hears of the end knows what has begun. */
    void begin() {
        place.session().onLost(sessionLost);
        if (place.doubtful()) {
            follow();
        }
    }

    Place place() {
        return place;
    }

    Optional<Thread> owner() {
        return Optional.ofNullable(owner);
    }

    boolean isOwnedBy(Thread thread) {
        return thread.equals(owner);
    }

    boolean isHeld() {
        lock.lock();
        try {
            if (released || loss != null) {
                return false;
            }
        } finally {
            lock.unlock();
        }
        return place.session().isAlive();
    }

    SessionLostException loss() {
        lock.lock();
        try {
            SessionLostException known = loss;
            return known == null
                    ? new SessionLostException("what the key " + place.key() + " stood for is not held any more", null)
                    : known.again();
        } finally {
            lock.unlock();
        }
    }

    void takeAgain() {
        place.session().requireAlive();
        lock.lock();
        try {
            if (loss != null) {
                throw loss.again();
            }
            levels++;
        } finally {
            lock.unlock();
        }
    }

    /** Gives one level back, and with the last one everything. True if it was held until now. */
    boolean giveBack() {
        boolean held;
        lock.lock();
        try {
            if (--levels > 0) {
                return loss == null && !released;
            }
            held = loss == null;
            released = held;
        } finally {
            lock.unlock();
        }
        stopFollowing();
        place.session().forget(sessionLost);
        if (!held) {
            ending.noticed(this);
            return false;
        }
        return ending.release(this);
    }

    private void lose(SessionLostException reason) {
        List<Consumer<SessionLostException>> told;
        lock.lock();
        try {
            if (released || loss != null) {
                return;
            }
            loss = reason;
            told = List.copyOf(listeners);
            listeners.clear();
        } finally {
            lock.unlock();
        }
        stopFollowing();
        ending.lost(this);
        told.forEach(listener -> calls.executor().execute(() -> listener.accept(reason)));
    }

    void onLost(Consumer<SessionLostException> listener) {
        SessionLostException known;
        lock.lock();
        try {
            known = loss;
            if (known == null) {
                listeners.add(listener);
            }
        } finally {
            lock.unlock();
        }
        if (known != null) {
            calls.executor().execute(() -> listener.accept(known));
        } else {
            follow();
        }
    }

    /** Watches the key from when it was made, so that nothing can have happened to it unseen. */
    private void follow() {
        Watch watch;
        lock.lock();
        try {
            if (follower != null || released || loss != null) {
                return;
            }
            watch = new Watch(calls, KeyRange.key(place.key()), place.fence().number() + 1);
            follower = watch;
        } finally {
            lock.unlock();
        }
        calls.executor().execute(() -> watch.tell(this::hear));
    }

    private void hear(WatchSignal signal) {
        boolean gone =
                switch (signal) {
                    case WatchSignal.Changes(List<Change> changes, long revision) ->
                        changes.stream().anyMatch(Change.Delete.class::isInstance);
                    // Only what happened before the compaction is forgotten; whether the key is there says the rest.
                    case WatchSignal.Compacted(long revision) -> !isThere();
                };
        if (gone) {
            lose(new SessionLostException(
                    "what was held by the key " + place.key() + " is lost: the key was removed", null));
        }
    }

    private boolean isThere() {
        return new KeyValues(calls)
                .get(place.key())
                .filter(entry -> entry.createRevision() == place.fence().number())
                .isPresent();
    }

    private void stopFollowing() {
        Watch watch;
        lock.lock();
        try {
            watch = follower;
        } finally {
            lock.unlock();
        }
        if (watch != null) {
            watch.close();
        }
    }
}
