package meridian.client;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import meridian.client.SideEntrance.Owner;
import meridian.client.SideEntrance.Side;
import org.jspecify.annotations.Nullable;

/**
 * A client of a Meridian cluster. One is enough for a process; it is for all threads, and goes on when nodes fail.
 *
 * <pre>{@code
 * try (Meridian client = Meridian.connect("127.0.0.1:2379,127.0.0.1:2389,127.0.0.1:2399")) {
 *     client.kv().put("hello", "world");
 * }
 * }</pre>
 *
 * <p>Methods that wait block their thread, which may well be a virtual one. Those that wait for others can be
 * interrupted and say so; the others end by themselves at the time limit. What goes wrong is a {@link MeridianException},
 * whose type says whether a write happened.
 */
public final class Meridian implements AutoCloseable {
    /** Whose sessions cannot be ended in this time is not to be waited for. */
    private static final Duration CLOSING_PATIENCE = Duration.ofSeconds(2);

    private final Settings settings;
    private final Executor executor;
    private final Endpoints endpoints;
    private final Calls calls;
    private final Leases leases;
    private final KeyValues keyValues;
    private final OwnPlaces places;
    private final Map<Owner, Holding> owners = new ConcurrentHashMap<>();
    private final Turns turns = new Turns();

    /** Guards the fields below, also while a session is being opened: those who come meanwhile want the same one. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Set<Session> sessions = new HashSet<>();
    private @Nullable Session ownSession;

    Meridian(MeridianBuilder builder) {
        settings = builder.settings();
        ThreadFactory threads = Thread.ofVirtual().name(builder.name() + "-", 0).factory();
        executor = task -> threads.newThread(task).start();
        endpoints = new Endpoints(builder.addresses().stream()
                .map(address -> Channels.open(address, builder.tls(), settings, builder.name(), executor))
                .toList());
        calls = new Calls(settings, builder.credentials(), endpoints, executor);
        leases = new Leases(calls);
        keyValues = new KeyValues(calls);
        places = new OwnPlaces(calls, this::anotherSession);
        calls.start();
    }

    /**
     * A client with the usual settings, without TLS and without a login. Nothing is asked of the cluster yet.
     *
     * @param addresses of all nodes, or of as many as are known: {@code host:port}, with commas between them
     */
    public static Meridian connect(String addresses) {
        return builder(addresses).connect();
    }

    /** For what {@link #connect} leaves out. */
    public static MeridianBuilder builder(String addresses) {
        return new MeridianBuilder(Channels.addresses(addresses));
    }

    /** The store. */
    public KeyValues kv() {
        return keyValues;
    }

    /** Follows what happens to the keys from now on: everything that is acknowledged after this returns, and before. */
    public Watch watch(KeyRange range) {
        // A read finds out what now is, on whichever node the watch begins.
        Listing now = keyValues.list(range, ReadOptions.DEFAULT.limited(1).withoutValues());
        return watchFrom(range, now.revision() + 1);
    }

    /** Follows what happens to the key from now on. */
    public Watch watch(String key) {
        return watch(KeyRange.key(key));
    }

    /** Follows what happens to the keys from this revision on, which may be long ago unless it was compacted. */
    public Watch watchFrom(KeyRange range, long revision) {
        return new Watch(calls, range, revision);
    }

    /**
     * As {@link #watch(KeyRange)}, and calls the listener on a thread of its own until the watch is closed. When it ends
     * for another reason the listener has heard {@link WatchSignal.Compacted}, or the thread ends with an exception.
     */
    public Watch watch(KeyRange range, Consumer<WatchSignal> listener) {
        Watch watch = watch(range);
        executor.execute(() -> watch.tell(listener));
        return watch;
    }

    /** A new lease, which nobody renews but its owner. Less than the cluster's smallest time to live is raised to that. */
    public Lease lease(Duration timeToLive) {
        return leases.grant(timeToLive);
    }

    /**
     * The client's own session, which locks and elections use unless they are given another one. It is opened when it is
     * first needed, and anew when it was lost.
     */
    public Session session() {
        lock.lock();
        try {
            Session known = ownSession;
            if (known == null || !known.isAlive()) {
                known = anotherSession();
                ownSession = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** A session of its own, which ends when it is closed, or with the client. */
    public Session openSession(Duration timeToLive) {
        Session session = Session.open(leases, timeToLive, executor, this::forget);
        lock.lock();
        try {
            sessions.add(session);
        } finally {
            lock.unlock();
        }
        return session;
    }

    /** How many are open. */
    int sessions() {
        lock.lock();
        try {
            return sessions.size();
        } finally {
            lock.unlock();
        }
    }

    private void forget(Session ended) {
        lock.lock();
        try {
            sessions.remove(ended);
        } finally {
            lock.unlock();
        }
    }

    /** A lock that is held through the client's own session. */
    public FencedLock lock(String name) {
        return lock(Bytes.utf8(name));
    }

    /** A lock that is held through the client's own session. */
    public FencedLock lock(Bytes name) {
        return new FencedLock(name, entrance(this, name, new Line(calls, name), this::session));
    }

    /** A lock that is held through this session. */
    public FencedLock lock(Bytes name, Session session) {
        return new FencedLock(name, entrance(session, name, new Line(calls, name), alive(session)));
    }

    /** A lock that many may hold to read, or one to write. Holds have sessions of their own. */
    public FencedReadWriteLock readWriteLock(String name) {
        return readWriteLock(Bytes.utf8(name));
    }

    /** A lock that many may hold to read, or one to write. Holds have sessions of their own. */
    public FencedReadWriteLock readWriteLock(Bytes name) {
        return new FencedReadWriteLock(side(named(name), Side.READ), side(named(name), Side.WRITE));
    }

    private FencedLock side(Bytes name, Side side) {
        return new FencedLock(name, new SideEntrance(places, name, side, owners));
    }

    /** Permits that all share. Holds have sessions of their own. */
    public SharedSemaphore semaphore(String name) {
        return semaphore(Bytes.utf8(name));
    }

    /** Permits that all share. Holds have sessions of their own. */
    public SharedSemaphore semaphore(Bytes name) {
        return new SharedSemaphore(named(name), places);
    }

    /** A count that all wait for. */
    public SharedLatch latch(String name) {
        return latch(Bytes.utf8(name));
    }

    /** A count that all wait for. */
    public SharedLatch latch(Bytes name) {
        return new SharedLatch(named(name), calls);
    }

    /** A barrier that opens when so many have arrived. */
    public SharedBarrier barrier(String name, int parties) {
        return barrier(Bytes.utf8(name), parties);
    }

    /** A barrier that opens when so many have arrived. */
    public SharedBarrier barrier(Bytes name, int parties) {
        return new SharedBarrier(named(name), parties, calls, this::anotherSession);
    }

    /** A number that all share. */
    public SharedLong atomicLong(String name) {
        return atomicLong(Bytes.utf8(name));
    }

    /** A number that all share. */
    public SharedLong atomicLong(Bytes name) {
        return new SharedLong(named(name), calls);
    }

    /** A value that all share. */
    public SharedReference atomicReference(String name) {
        return atomicReference(Bytes.utf8(name));
    }

    /** A value that all share. */
    public SharedReference atomicReference(Bytes name) {
        return new SharedReference(named(name), calls);
    }

    private Session anotherSession() {
        return openSession(settings.sessionTimeToLive());
    }

    /** An election in which the client stands with its own session. */
    public Election election(String name) {
        return election(Bytes.utf8(name));
    }

    /** An election in which the client stands with its own session. */
    public Election election(Bytes name) {
        return election(name, this, this::session);
    }

    /** An election in which the client stands with this session. */
    public Election election(Bytes name, Session session) {
        return election(name, session, alive(session));
    }

    private Election election(Bytes name, Object owner, Supplier<Session> session) {
        Line line = new Line(calls, name);
        return new Election(name, calls, value -> entrance(owner, name, new Campaign(line, value), session));
    }

    /** @param owner whose session it is: a session stands in a line once */
    private record TurnKey(Object owner, Bytes name) {}

    private Entrance entrance(Object owner, Bytes name, Contest contest, Supplier<Session> session) {
        return new TurnEntrance(calls, turns, new TurnKey(owner, named(name)), contest, session);
    }

    private static Bytes named(Bytes name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a name is empty: it needs at least one byte");
        }
        return name;
    }

    private static Supplier<Session> alive(Session session) {
        return () -> {
            session.requireAlive();
            return session;
        };
    }

    /**
     * Ends all sessions, so that others need not wait for what was held here, and then all connections. Calls under way
     * fail; what they asked for may be done all the same.
     */
    @Override
    public void close() {
        closeSessions();
        calls.close();
        endpoints.close();
    }

    private void closeSessions() {
        List<Session> open;
        lock.lock();
        try {
            open = List.copyOf(sessions);
        } finally {
            lock.unlock();
        }
        Deadline deadline = Deadline.in(CLOSING_PATIENCE);
        // What cannot be ended now ends with its lease.
        open.stream().map(session -> session.end(deadline)).toList().forEach(PendingCall::awaitEnd);
    }
}
