package meridian.client;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A lease that is renewed in the background, and everything that is held through it: locks, permits, leaderships, keys
 * that were put with its lease.
 *
 * <p>It is <em>lost</em> as soon as its lease could have ended: when none of its renewals was confirmed for as long as it
 * lives, counted from when the last confirmed one was sent. From then on it stays lost, even if the lease should still be
 * there; whoever held something through it is told.
 */
public final class Session implements AutoCloseable {
    /** Renewals are due after this part of the time to live, and given up after as much, so that two may fail. */
    private static final int RENEWALS_PER_LIFE = 4;

    private final Leases leases;
    private final Lease lease;
    private final Consumer<Session> ended;
    private final Loss loss;

    /** Guards the fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition over = lock.newCondition();
    private final Set<PendingCall<?, ?, ?>> dependents = new HashSet<>();
    private Deadline ends;
    private boolean closed;

    private Session(Leases leases, Lease lease, Deadline ends, Executor executor, Consumer<Session> ended) {
        this.leases = leases;
        this.lease = lease;
        this.ends = ends;
        this.ended = ended;
        this.loss = new Loss(executor);
    }

    /** @param ended told when it is closed or lost */
    static Session open(Leases leases, Duration timeToLive, Executor executor, Consumer<Session> ended) {
        long asked = Machine.nanos();
        Lease lease = leases.grant(timeToLive);
        Session session = new Session(leases, lease, Deadline.after(asked, lease.timeToLive()), executor, ended);
        executor.execute(session::keepAlive);
        return session;
    }

    /** What it consists of. Put keys with it to have them end with the session. */
    public Lease lease() {
        return lease;
    }

    /** Is its lease certainly still there, by this process's clock? */
    public boolean isAlive() {
        lock.lock();
        try {
            return !loss.hasHappened() && !closed && !ends.hasPassed();
        } finally {
            lock.unlock();
        }
    }

    /** Throws {@link SessionLostException} unless it {@link #isAlive}. */
    public void requireAlive() {
        expire();
        loss.reason().ifPresent(reason -> {
            throw reason.again();
        });
        lock.lock();
        try {
            if (closed) {
                throw new SessionLostException(this + " is closed", null);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Calls the listener once when the session is lost, on a thread of its own; at once if it already is. Not when it is
     * closed.
     */
    public void onLost(Consumer<SessionLostException> listener) {
        loss.onHappening(listener);
    }

    void forget(Consumer<SessionLostException> listener) {
        loss.forget(listener);
    }

    /** A call that makes no sense without the session: it fails when the session ends. */
    <P extends PendingCall<?, ?, ?>> P whileAlive(P call) {
        boolean alive;
        lock.lock();
        try {
            alive = !loss.hasHappened() && !closed;
            if (alive) {
                dependents.add(call);
            }
        } finally {
            lock.unlock();
        }
        if (!alive) {
            call.fail(new SessionLostException(this + " has ended", null));
        }
        call.whenComplete((answer, failure) -> forget(call));
        return call;
    }

    private void forget(PendingCall<?, ?, ?> call) {
        lock.lock();
        try {
            dependents.remove(call);
        } finally {
            lock.unlock();
        }
    }

    private void keepAlive() {
        Duration part = lease.timeToLive().dividedBy(RENEWALS_PER_LIFE);
        Deadline next = Deadline.in(part);
        while (awaitTurn(next)) {
            long sent = Machine.nanos();
            next = Deadline.after(sent, part);
            renew(sent, next);
            expire();
        }
    }

    /** False if there is nothing to renew any more. */
    private boolean awaitTurn(Deadline next) {
        lock.lock();
        try {
            long left = next.remainingNanos();
            while (!loss.hasHappened() && !closed && left > 0) {
                left = over.awaitNanos(left);
            }
            return !loss.hasHappened() && !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void renew(long sent, Deadline deadline) {
        try {
            long seconds = whileAlive(leases.renew(lease.id(), deadline)).now();
            if (seconds <= 0) {
                lose(this + " is lost: its lease is gone, because it was revoked or was not renewed in time");
            } else {
                confirm(Deadline.after(sent, Duration.ofSeconds(seconds)));
            }
        } catch (MeridianException | CancellationException e) {
            // Another one follows, until the lease could have ended.
            return;
        }
    }

    private void confirm(Deadline later) {
        lock.lock();
        try {
            // Too late is too late: somebody may have been told already.
            if (!ends.hasPassed()) {
                ends = later;
            }
        } finally {
            lock.unlock();
        }
    }

    private void expire() {
        boolean expired;
        lock.lock();
        try {
            expired = !loss.hasHappened() && !closed && ends.hasPassed();
        } finally {
            lock.unlock();
        }
        if (expired) {
            lose(this + " is lost: no renewal was confirmed for "
                    + lease.timeToLive().toMillis() + " ms, so its lease may have ended");
        }
    }

    private void lose(String why) {
        SessionLostException reason = new SessionLostException(why, null);
        lock.lock();
        try {
            if (closed || !loss.happen(reason)) {
                return;
            }
            over.signalAll();
        } finally {
            lock.unlock();
        }
        ended.accept(this);
        failDependents(reason);
        loss.tell();
    }

    private void failDependents(SessionLostException reason) {
        List<PendingCall<?, ?, ?>> failing;
        lock.lock();
        try {
            failing = List.copyOf(dependents);
        } finally {
            lock.unlock();
        }
        failing.forEach(call -> call.fail(reason));
    }

    /** Lets go of everything that is held through it, at once. */
    @Override
    public void close() {
        try {
            end(Deadline.in(leases.calls().settings().timeLimit())).uninterrupted();
        } catch (MeridianException e) {
            if (!Failures.isLeaseGone(e)) {
                throw e;
            }
        }
    }

    /** True if its lease was there until now, for sure. */
    boolean endQuietly() {
        boolean alive = isAlive();
        try {
            end(Deadline.in(leases.calls().settings().timeLimit())).uninterrupted();
            return alive;
        } catch (MeridianException e) {
            return false;
        }
    }

    PendingCall<?, ?, ?> end(Deadline deadline) {
        lock.lock();
        try {
            closed = true;
            over.signalAll();
        } finally {
            lock.unlock();
        }
        ended.accept(this);
        failDependents(new SessionLostException(this + " is closed", null));
        return leases.revoke(lease.id(), deadline);
    }

    @Override
    public String toString() {
        return "session " + lease.name();
    }
}
