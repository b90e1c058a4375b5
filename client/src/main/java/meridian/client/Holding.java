package meridian.client;

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
    private final Loss loss;
    private final Consumer<SessionLostException> sessionLost = this::lose;

    /** Guards the fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private int levels = 1;
    private boolean released;
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
        this.loss = new Loss(calls.executor());
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
        return !isOver() && place.session().isAlive();
    }

    private boolean isOver() {
        lock.lock();
        try {
            return released || loss.hasHappened();
        } finally {
            lock.unlock();
        }
    }

    SessionLostException loss() {
        return loss.reason()
                .map(SessionLostException::again)
                .orElseGet(() -> new SessionLostException(
                        "what the key " + place.key() + " stood for is not held any more", null));
    }

    void takeAgain() {
        place.session().requireAlive();
        lock.lock();
        try {
            if (loss.hasHappened()) {
                throw loss();
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
                return !loss.hasHappened() && !released;
            }
            held = !loss.hasHappened();
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
        lock.lock();
        try {
            if (released || !loss.happen(reason)) {
                return;
            }
        } finally {
            lock.unlock();
        }
        stopFollowing();
        ending.lost(this);
        loss.tell();
    }

    void onLost(Consumer<SessionLostException> listener) {
        loss.onHappening(listener);
        follow();
    }

    /** Watches the key from when it was made, so that nothing can have happened to it unseen. */
    private void follow() {
        lock.lock();
        try {
            if (follower == null) {
                follow(place.fence().number() + 1);
            }
        } finally {
            lock.unlock();
        }
    }

    private void follow(long revision) {
        lock.lock();
        try {
            if (!isOver()) {
                Watch watch = new Watch(calls, KeyRange.key(place.key()), revision);
                follower = watch;
                calls.executor().execute(() -> watch.tell(this::hear));
            }
        } finally {
            lock.unlock();
        }
    }

    private void hear(WatchSignal signal) {
        switch (signal) {
            case WatchSignal.Changes(List<Change> changes, long revision) -> {
                if (changes.stream().anyMatch(Change.Delete.class::isInstance)) {
                    loseKey();
                }
            }
            // What happened before the compaction is forgotten; whether the key is there says it all the same.
            case WatchSignal.Compacted(long revision) -> {
                Listing now = place.session().whileAlive(keyNow()).now();
                if (now.entries().stream().anyMatch(this::isMine)) {
                    follow(now.revision() + 1);
                } else {
                    loseKey();
                }
            }
        }
    }

    private PendingCall<?, ?, Listing> keyNow() {
        return new KeyValues(calls).listing(KeyRange.key(place.key()), ReadOptions.DEFAULT, Deadline.none());
    }

    private boolean isMine(KeyValue entry) {
        return entry.createRevision() == place.fence().number();
    }

    private void loseKey() {
        lose(new SessionLostException(
                "what was held by the key " + place.key() + " is lost: the key was removed", null));
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
