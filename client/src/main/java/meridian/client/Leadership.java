package meridian.client;

import io.etcd.jetcd.api.ElectionGrpc;
import io.etcd.jetcd.api.LeaderKey;
import io.etcd.jetcd.api.ProclaimRequest;

/** An election that was won. When it is lost, somebody else may lead: have {@link #onLost} stop what a leader does. */
public final class Leadership extends Hold {
    private final Calls calls;
    private final Bytes name;

    Leadership(Calls calls, Bytes name, Holding holding) {
        super(holding);
        this.calls = calls;
        this.name = name;
    }

    /**
     * Says something else to those who observe the election.
     *
     * @throws SessionLostException if this does not lead any more
     */
    public void proclaim(Bytes value) {
        if (!isHeld()) {
            throw holding().loss();
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

    /** Lets the next one lead, as {@link #release}. */
    public boolean resign() {
        return release();
    }
}
