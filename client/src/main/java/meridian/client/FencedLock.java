package meridian.client;

import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A lock that at most one in the whole cluster holds; first come, first served. Each holding has a greater {@link Fence}
 * than those before it.
 *
 * <pre>{@code
 * try (LockHold hold = client.lock("nightly").lock()) {
 *     client.kv().txn().ifHeld(hold).then(Operation.put("report", "done")).commit();
 * }
 * }</pre>
 *
 * <p>It belongs to the thread that took it: the same thread may take it again, which changes nothing in the cluster, and
 * has to give it back as often. All other threads wait, those of this client too. All locks of the same name and session
 * that one client makes are the same lock. What {@code lockAsync} takes belongs to no thread, and cannot be taken again.
 *
 * <p>It stands in the same line as etcd's tools and clients, so one name must not continue another with a slash: the lock
 * {@code a} and the lock {@code a/b} share keys. An election of the same name stands there too.
 */
public final class FencedLock {
    private final Bytes name;
    private final Entrance entrance;
    private final Map<Thread, Deque<LockHold>> holds = new ConcurrentHashMap<>();

    FencedLock(Bytes name, Entrance entrance) {
        this.name = name;
        this.entrance = entrance;
    }

    /** What all who want it call it. */
    public Bytes name() {
        return name;
    }

    /**
     * Waits until the lock is held. An interrupt ends the wait, and leaves nothing in line.
     *
     * @throws SessionLostException if the session ends meanwhile, or if this thread holds the lock through a session that
     *     is lost and has not closed that hold yet
     */
    public LockHold lock() throws InterruptedException {
        return take(Deadline.none()).orElseThrow(() -> new IllegalStateException("a hundred years have passed"));
    }

    /** Takes it if nobody has it. */
    public Optional<LockHold> tryLock() {
        Thread self = Thread.currentThread();
        Optional<LockHold> again = again(self);
        return again.isPresent() ? again : entrance.enterNow(self).map(it -> opened(self, it));
    }

    /** As {@link #lock}, but waits no longer than this. */
    public Optional<LockHold> tryLock(Duration patience) throws InterruptedException {
        return take(Deadline.in(patience));
    }

    private Optional<LockHold> take(Deadline deadline) throws InterruptedException {
        Thread self = Thread.currentThread();
        Optional<LockHold> again = again(self);
        return again.isPresent() ? again : entrance.enter(self, deadline).map(it -> opened(self, it));
    }

    private Optional<LockHold> again(Thread self) {
        return entrance.heldBy(self).map(holding -> {
            holding.takeAgain();
            return opened(self, holding);
        });
    }

    private LockHold opened(Thread self, Holding holding) {
        LockHold hold = new LockHold(holding, gone -> forget(self, gone));
        holds.compute(self, (thread, before) -> {
            Deque<LockHold> mine = before == null ? new ConcurrentLinkedDeque<>() : before;
            mine.push(hold);
            return mine;
        });
        return hold;
    }

    private void forget(Thread owner, LockHold hold) {
        holds.computeIfPresent(owner, (thread, mine) -> {
            mine.remove(hold);
            return mine.isEmpty() ? null : mine;
        });
    }

    /** As {@link #lock}, without waiting here. To cancel the future ends the wait; a hold that nobody gets is closed. */
    public CompletableFuture<LockHold> lockAsync() {
        return Tasks.start(
                entrance.calls().executor(),
                () -> new LockHold(entrance.enter(null, Deadline.none()).orElseThrow()),
                LockHold::close);
    }

    /** As {@link #tryLock(Duration)}, without waiting here. To cancel the future ends the wait. */
    public CompletableFuture<Optional<LockHold>> tryLockAsync(Duration patience) {
        return Tasks.start(
                entrance.calls().executor(),
                () -> entrance.enter(null, Deadline.in(patience)).map(LockHold::new),
                unwanted -> unwanted.ifPresent(LockHold::close));
    }

    /**
     * Closes the hold that this thread took last of this object.
     *
     * @throws IllegalMonitorStateException if it has none
     * @throws SessionLostException if the lock was lost before
     */
    public void unlock() {
        LockHold last = lastOf(Thread.currentThread())
                .orElseThrow(() -> new IllegalMonitorStateException(
                        "this thread does not hold the lock " + name + ": only the one that took it may unlock it"));
        boolean wasHeld = last.isHeld();
        last.close();
        if (!wasHeld) {
            throw new SessionLostException("the lock " + name + " was lost before it was given back", null);
        }
    }

    /** Does this thread hold it, as far as this process can know? */
    public boolean isHeldByCurrentThread() {
        return lastOf(Thread.currentThread()).filter(LockHold::isHeld).isPresent();
    }

    private Optional<LockHold> lastOf(Thread self) {
        return Optional.ofNullable(holds.get(self)).map(Deque::peek);
    }
}
