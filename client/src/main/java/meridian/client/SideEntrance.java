package meridian.client;

import java.util.Map;
import java.util.Optional;
import meridian.client.OwnPlaces.Won;
import meridian.protocol.AcquireRequest;
import org.jspecify.annotations.Nullable;

/** The way into one side of a read-write lock. Each holding has a place of its own in the cluster's line. */
final class SideEntrance implements Entrance, Holding.Ending {
    private final OwnPlaces places;
    private final Bytes name;
    private final Side side;
    private final Map<Owner, Holding> owners;

    /** @param owners what the threads of this client hold, on both sides of all locks */
    SideEntrance(OwnPlaces places, Bytes name, Side side, Map<Owner, Holding> owners) {
        this.places = places;
        this.name = name;
        this.side = side;
        this.owners = owners;
    }

    enum Side {
        READ,
        WRITE;

        Side other() {
            return this == READ ? WRITE : READ;
        }
    }

    /** A thread that holds a side of a lock. */
    record Owner(Bytes name, Side side, Thread thread) {}

    private AcquireRequest demand() {
        AcquireRequest.Builder demand = AcquireRequest.newBuilder().setName(name.wire());
        return switch (side) {
            case READ ->
                demand.setShared(AcquireRequest.Shared.getDefaultInstance()).build();
            case WRITE ->
                demand.setExclusive(AcquireRequest.Exclusive.getDefaultInstance())
                        .build();
        };
    }

    @Override
    public Calls calls() {
        return places.calls();
    }

    @Override
    public Optional<Holding> heldBy(Thread thread) {
        return Optional.ofNullable(owners.get(new Owner(name, side, thread)));
    }

    @Override
    public Optional<Holding> enter(@Nullable Thread owner, Deadline deadline) throws InterruptedException {
        requireNotOnOtherSide(owner);
        return places.acquire(demand(), deadline).map(won -> begin(owner, won));
    }

    @Override
    public Optional<Holding> enterNow(@Nullable Thread owner) {
        requireNotOnOtherSide(owner);
        return places.acquireNow(demand()).map(won -> begin(owner, won));
    }

    private void requireNotOnOtherSide(@Nullable Thread owner) {
        if (owner != null && owners.containsKey(new Owner(name, side.other(), owner))) {
            throw new IllegalMonitorStateException("this thread holds the other side of the lock " + name
                    + " and would wait for itself: let it close that hold first");
        }
    }

    private Holding begin(@Nullable Thread owner, Won won) {
        Holding holding = new Holding(calls(), won.place(), owner, this);
        if (owner != null) {
            owners.put(new Owner(name, side, owner), holding);
        }
        holding.begin();
        return holding;
    }

    @Override
    public boolean release(Holding holding) {
        forget(holding);
        return holding.place().session().endQuietly();
    }

    /** It stays with its thread until that has noticed. */
    @Override
    public void lost(Holding holding) {
        holding.place().session().end(Deadline.in(calls().settings().timeLimit()));
    }

    @Override
    public void noticed(Holding holding) {
        forget(holding);
    }

    private void forget(Holding holding) {
        holding.owner().ifPresent(owner -> owners.remove(new Owner(name, side, owner), holding));
    }
}
