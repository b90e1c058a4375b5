package meridian.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import meridian.client.OwnPlaces.Won;
import meridian.protocol.AcquireRequest;
import meridian.protocol.CoordinationGrpc;
import meridian.protocol.GetPermitsRequest;
import meridian.protocol.SetPermitsRequest;
import meridian.protocol.SetPermitsResponse;

/**
 * So many permits for the whole cluster; first come, first served, however few somebody behind wants. Nobody gets one
 * before somebody has said how many there are.
 *
 * <pre>{@code
 * SharedSemaphore uploads = client.semaphore("uploads");
 * uploads.setPermitsIfAbsent(4);
 * try (PermitHold hold = uploads.acquire(1)) {
 *     …
 * }
 * }</pre>
 *
 * <p>Each hold has a session of its own. What was got by somebody who dies comes back when that session ends.
 */
public final class SharedSemaphore {
    /** The number of a session's attempt. It makes one, which may be repeated by this. */
    private static final int ONLY_ATTEMPT = 1;

    private final Bytes name;
    private final OwnPlaces places;

    SharedSemaphore(Bytes name, OwnPlaces places) {
        this.name = name;
        this.places = places;
    }

    /**
     * How many there are.
     *
     * @param total 0 if nobody has said so yet
     * @param available how many of them are free; less than 0 when more are held than there are now
     */
    public record Permits(int total, int available) {}

    /** What all who want permits call it. */
    public Bytes name() {
        return name;
    }

    /** Says how many there are, unless somebody has said so before. True if it was so. */
    public boolean setPermitsIfAbsent(int permits) {
        return setting(permits, true).now();
    }

    /** Says how many there are from now on. Who holds more than that goes on holding them. */
    public void setPermits(int permits) {
        setting(permits, false).now();
    }

    private PendingCall<SetPermitsRequest, SetPermitsResponse, Boolean> setting(int permits, boolean onlyIfAbsent) {
        SetPermitsRequest message = SetPermitsRequest.newBuilder()
                .setName(name.wire())
                .setPermits(permits)
                .setOnlyIfAbsent(onlyIfAbsent)
                .build();
        return places.calls()
                .call(Request.of(
                        CoordinationGrpc.getSetPermitsMethod(), message, Effect.WRITE, SetPermitsResponse::getSet));
    }

    /** How many there are, and how many of them are free. */
    public Permits permits() {
        GetPermitsRequest message =
                GetPermitsRequest.newBuilder().setName(name.wire()).build();
        return places.calls()
                .call(Request.of(
                        CoordinationGrpc.getGetPermitsMethod(),
                        message,
                        Effect.READ,
                        response -> new Permits(response.getPermits(), response.getAvailable())))
                .now();
    }

    /** Waits until so many are held. An interrupt ends the wait, and leaves nothing in line. */
    public PermitHold acquire(int permits) throws InterruptedException {
        return acquire(permits, Deadline.none())
                .orElseThrow(() -> new IllegalStateException("a hundred years have passed"));
    }

    /** Takes so many if they are free and nobody waits. */
    public Optional<PermitHold> tryAcquire(int permits) {
        return places.acquireNow(demand(permits)).map(this::begin);
    }

    /** As {@link #acquire}, but waits no longer than this. */
    public Optional<PermitHold> tryAcquire(int permits, Duration patience) throws InterruptedException {
        return acquire(permits, Deadline.in(patience));
    }

    /** As {@link #acquire}, without waiting here. To cancel the future ends the wait. */
    public CompletableFuture<PermitHold> acquireAsync(int permits) {
        return Tasks.start(places.calls().executor(), () -> acquire(permits), PermitHold::close);
    }

    /** Takes all that are free now. Empty if there are none. */
    public Optional<PermitHold> drain() {
        return places.drain(name.wire()).map(this::begin);
    }

    private Optional<PermitHold> acquire(int permits, Deadline deadline) throws InterruptedException {
        return places.acquire(demand(permits), deadline).map(this::begin);
    }

    private AcquireRequest demand(int permits) {
        return AcquireRequest.newBuilder()
                .setName(name.wire())
                .setPermits(
                        AcquireRequest.Permits.newBuilder().setCount(permits).setAttempt(ONLY_ATTEMPT))
                .build();
    }

    private PermitHold begin(Won won) {
        Holding holding = new Holding(places.calls(), won.place(), null, new WithSession());
        holding.begin();
        return new PermitHold(holding, won.permits());
    }

    /** Permits end with their session, and it with them. */
    private static final class WithSession implements Holding.Ending {
        @Override
        public boolean release(Holding holding) {
            return holding.place().session().endQuietly();
        }

        @Override
        public void lost(Holding holding) {
            Session session = holding.place().session();
            session.end(Deadline.in(session.lease().timeToLive()));
        }

        @Override
        public void noticed(Holding holding) {
            // There is nobody else to be told.
        }
    }
}
