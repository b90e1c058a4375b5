package meridian.client;

import io.etcd.jetcd.api.ElectionGrpc;
import io.etcd.jetcd.api.LeaderKey;
import io.etcd.jetcd.api.ProclaimRequest;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** An election that was won, until it is closed. */
public final class Leadership implements Hold {
    private final Calls calls;
    private final Bytes name;
    private final Holding holding;
    private final AtomicBoolean closed = new AtomicBoolean();

    Leadership(Calls calls, Bytes name, Holding holding) {
        this.calls = calls;
        this.name = name;
        this.holding = holding;
    }

    @Override
    public Bytes key() {
        return holding.place().key();
    }

    @Override
    public Fence fence() {
        return holding.place().fence();
    }

    @Override
    public Session session() {
        return holding.place().session();
    }

    @Override
    public boolean isHeld() {
        return !closed.get() && holding.isHeld();
    }

    /** Calls the listener, on a thread of its own, when somebody else may lead: resign from whatever a leader does. */
    @Override
    public void onLost(Consumer<SessionLostException> listener) {
        holding.onLost(listener);
    }

    /**
     * Says something else to those who observe the election.
     *
     * @throws SessionLostException if this does not lead any more
     */
    public void proclaim(Bytes value) {
        if (!isHeld()) {
            throw holding.loss();
        }
        ProclaimRequest message = ProclaimRequest.newBuilder()
                .setLeader(LeaderKey.newBuilder()
                        .setName(name.wire())
                        .setKey(key().wire())
                        .setRev(fence().number())
                        .setLease(session().lease().id()))
                .setValue(value.wire())
                .build();
        try {
            calls.call(Request.of(ElectionGrpc.getProclaimMethod(), message, Effect.WRITE, response -> true))
                    .now();
        } catch (InvalidRequestException e) {
            throw Failures.isLeaseGone(e)
                    ? new SessionLostException("the election " + name + " is led by somebody else", e)
                    : e;
        }
    }

    /** Says something else to those who observe the election. */
    public void proclaim(String value) {
        proclaim(Bytes.utf8(value));
    }

    /** Lets the next one lead. True if this led until now, for sure. */
    public boolean resign() {
        return closed.compareAndSet(false, true) && holding.giveBack();
    }

    @Override
    public void close() {
        resign();
    }

    @Override
    public String toString() {
        return "Leadership[" + key() + ", fence " + fence().number() + "]";
    }
}
