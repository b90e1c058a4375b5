package meridian.coordination;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import meridian.base.Bytes;
import meridian.base.Limit;
import meridian.base.Outcome;
import meridian.store.KeyRange;
import meridian.store.KeyValue;
import meridian.store.Reply;
import meridian.store.Store;
import meridian.store.StoreError;

/** The keys with shared values that somebody of this node is changing. */
final class Cells {
    private final Store store;
    private final Limit changes;
    private final Counted<Bytes, Cell> open;
    private final AtomicInteger underWay = new AtomicInteger();

    Cells(Store store, CoordinationConfig config) {
        this.store = store;
        this.changes = config.waiters();
        this.open = new Counted<>(key -> new Cell(key, store, config.attempts()), _ -> {});
    }

    CompletableFuture<Outcome<Reply<Cell.Changed>>> change(Bytes key, Cell.Change change) {
        int number = underWay.incrementAndGet();
        if (!changes.allows(number)) {
            underWay.decrementAndGet();
            return CompletableFuture.completedFuture(
                    Outcome.applied(new Reply.Refused<>(new StoreError.TooManyRequests(changes))));
        }
        CompletableFuture<Outcome<Reply<Cell.Changed>>> answer = open.enter(key).change(change);
        answer.whenComplete((_, _) -> {
            open.leave(key);
            underWay.decrementAndGet();
        });
        return answer;
    }

    /** Linearizable. Not applied when nobody leads. */
    CompletableFuture<Outcome<Reply<Optional<Bytes>>>> get(Bytes key) {
        return Steps.read(store, KeyRange.single(key))
                .thenApply(outcome -> outcome.map(reply ->
                        reply.map(read -> read.keyValues().stream().findFirst().map(KeyValue::value))));
    }
}
