package meridian.coordination;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.store.KeyRange;
import meridian.store.KeyValue;
import meridian.store.RangeQuery;
import meridian.store.Reply;
import meridian.store.Store;

/** An election: candidates stand in line, the first one leads and says what it wants to be known by. */
public final class Election {
    private final Contest contest;
    private final Store store;
    private final Keys keys;

    Election(Contest contest, Bytes name) {
        this.contest = contest;
        this.store = contest.store();
        this.keys = Keys.of(name);
    }

    /** Stands for election with a session; ends when it leads, or never will. */
    public Claim<Acquisition> campaign(long lease, Bytes value) {
        return contest.enter(keys, Contest.wish(keys, lease, new Demand.Leading(value), true));
    }

    /** The leader says something else. Says whether it still led. */
    public CompletableFuture<Outcome<Reply<Boolean>>> proclaim(Hold leader, Bytes value) {
        return contest.write(leader, value);
    }

    /** The leader steps down. Says whether it still led. */
    public CompletableFuture<Outcome<Reply<Boolean>>> resign(Hold leader) {
        return contest.release(leader, new Demand.Leading(Bytes.EMPTY));
    }

    /** Who leads, linearizably. */
    public CompletableFuture<Reply<Optional<KeyValue>>> leader() {
        return store.read(Contest.firstOf(keys))
                .thenApply(reply -> reply.map(read -> read.keyValues().stream().findFirst()));
    }

    /** Follows who leads, from a state that is at least as new as this call. Ends when it is closed. */
    public Observation observe(LeaderObserver observer) {
        Observation observation = new Observation(contest.lines(), keys, observer);
        // Only brings this node up to date: what it has applied then is what the line begins with.
        store.read(RangeQuery.of(KeyRange.single(keys.prefix()))).whenComplete((_, _) -> observation.begin());
        return observation;
    }
}
