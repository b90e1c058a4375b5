package meridian.client;

import io.etcd.jetcd.api.CampaignRequest;
import io.etcd.jetcd.api.CampaignResponse;
import io.etcd.jetcd.api.ElectionGrpc;
import io.etcd.jetcd.api.LeaderKey;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The line of an election: that of a lock, with a value in each key. */
final class Campaign implements Contest {
    private final Line line;
    private final Bytes value;

    Campaign(Line line, Bytes value) {
        this.line = line;
        this.value = value;
    }

    @Override
    public Place enter(Session session, Deadline deadline) throws InterruptedException {
        CampaignRequest message = CampaignRequest.newBuilder()
                .setName(line.name().wire())
                .setLease(session.lease().id())
                .setValue(value.wire())
                .build();
        Request<CampaignRequest, CampaignResponse, LeaderKey> request = Request.of(
                        ElectionGrpc.getCampaignMethod(), message, Effect.REPEATABLE, CampaignResponse::getLeader)
                .waiting();
        PendingCall<CampaignRequest, CampaignResponse, LeaderKey> campaigning =
                session.whileAlive(line.calls().call(request, deadline));
        LeaderKey won = campaigning.awaitAnswer();
        return new Place(session, Bytes.of(won.getKey()), new Fence(won.getRev()), campaigning.attempts() > 1);
    }

    @Override
    public Optional<Place> enterNow(Session session) {
        return line.enterNow(session);
    }

    @Override
    public CompletableFuture<?> leave(Session session) {
        return line.leave(session);
    }

    @Override
    public PendingCall<?, ?, Boolean> release(Place place) {
        return line.release(place);
    }
}
