package meridian.coordination;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.store.KeyRange;
import meridian.store.KeyValue;
import meridian.store.RangeQuery;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store;
import meridian.store.StoreError;

/** An election: candidates stand in line, the first one leads and says what it wants to be known by. */
public final class Election {
    private final Contest contest;
    private final Store store;
    private final Bytes name;

    Election(Contest contest, Store store, Bytes name) {
        this.contest = contest;
        this.store = store;
        this.name = name;
    }

    /** Stands for election with a session; ends when it leads, or never will. */
    public Claim campaign(long lease, Bytes value) {
        return contest.enter(name, lease, value, 1);
    }

    /** The leader says something else. Says whether it still led. */
    public CompletableFuture<Outcome<Reply<Boolean>>> proclaim(Hold leader, Bytes value) {
        return contest.write(leader, value);
    }

    /** The leader steps down. Says whether it still led. */
    public CompletableFuture<Outcome<Reply<Boolean>>> resign(Hold leader) {
        return contest.release(leader);
    }

    /** Who leads, linearizably. */
    public CompletableFuture<Reply<Optional<KeyValue>>> leader() {
        return store.read(Contest.firstOf(Contest.prefix(name))).thenApply(reply -> switch (reply) {
            case Reply.Done<Result.Read>(Result.Read read, Reply.Header header) ->
                new Reply.Done<>(read.keyValues().stream().findFirst(), header);
            case Reply.Refused<Result.Read>(StoreError error) -> new Reply.Refused<>(error);
        });
    }

    /** Follows who leads, from a state that is at least as new as this call. Ends when it is closed. */
    public Observation observe(LeaderObserver observer) {
        Bytes prefix = Contest.prefix(name);
        Observation observation = new Observation(contest.lines(), prefix, observer);
        // Only brings this node up to date: what it has applied then is what the line begins with.
        store.read(RangeQuery.of(KeyRange.single(prefix))).whenComplete((_, _) -> observation.begin());
        return observation;
    }
}
