package meridian.coordination;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.store.Reply;

/** A value that all share, under one key, or none, which is a value like any other here. At first there is none. */
public final class SharedReference {
    private final Cells cells;
    private final Bytes key;

    SharedReference(Cells cells, Bytes key) {
        this.cells = cells;
        this.key = key;
    }

    /** The value before a change and after it, which are the same if nothing was changed. */
    public record Change(Optional<Bytes> before, Optional<Bytes> after) {}

    /** Linearizable. */
    public CompletableFuture<Outcome<Reply<Optional<Bytes>>>> get() {
        return cells.get(key);
    }

    public CompletableFuture<Outcome<Reply<Change>>> set(Optional<Bytes> update) {
        return change(_ -> Outcome.applied(update));
    }

    /** Sets the value if it is the expected one. */
    public CompletableFuture<Outcome<Reply<Change>>> compareAndSet(Optional<Bytes> expected, Optional<Bytes> update) {
        return change(before -> Outcome.applied(before.equals(expected) ? update : before));
    }

    private CompletableFuture<Outcome<Reply<Change>>> change(Cell.Change change) {
        return cells.change(key, change)
                .thenApply(outcome ->
                        outcome.map(reply -> reply.map(changed -> new Change(changed.before(), changed.after()))));
    }
}
