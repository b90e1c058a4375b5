package meridian.coordination;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongUnaryOperator;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.store.Reply;
import meridian.store.StoreError;

/** A number that all share, as decimal digits under one key. At first it is 0. */
public final class SharedLong {
    private final Cells cells;
    private final Bytes key;

    SharedLong(Cells cells, Bytes key) {
        this.cells = cells;
        this.key = key;
    }

    /** The number before a change and after it, which are the same if nothing was changed. */
    public record Change(long before, long after) {}

    /** Linearizable. Not applied when nobody leads, or when the key holds no number. */
    public CompletableFuture<Outcome<Reply<Long>>> get() {
        return cells.get(key).thenApply(outcome -> switch (outcome) {
            case Outcome.Applied<Reply<Optional<Bytes>>>(
                    Reply.Done<Optional<Bytes>>(Optional<Bytes> value, Reply.Header header)) ->
                number(value).map(number -> new Reply.Done<>(number, header));
            case Outcome.Applied<Reply<Optional<Bytes>>>(Reply.Refused<Optional<Bytes>>(StoreError error)) ->
                Outcome.applied(new Reply.Refused<>(error));
            case Outcome.NotApplied<Reply<Optional<Bytes>>>(Refusal refusal, String message) ->
                Outcome.notApplied(refusal, message);
            case Outcome.Unknown<Reply<Optional<Bytes>>>(String message) -> Outcome.unknown(message);
        });
    }

    public CompletableFuture<Outcome<Reply<Change>>> set(long update) {
        return update(_ -> update);
    }

    /** Wraps around like Java's addition. */
    public CompletableFuture<Outcome<Reply<Change>>> add(long delta) {
        return update(before -> before + delta);
    }

    /** Sets the number if it is the expected one. */
    public CompletableFuture<Outcome<Reply<Change>>> compareAndSet(long expected, long update) {
        return update(before -> before == expected ? update : before);
    }

    /** @param change may be called several times, and must not do anything but compute */
    public CompletableFuture<Outcome<Reply<Change>>> update(LongUnaryOperator change) {
        return cells.change(
                        key,
                        before -> number(before).map(number -> {
                            long after = change.applyAsLong(number);
                            // An absent 0 stays absent: what changes nothing writes nothing.
                            return after == number ? before : Optional.of(Bytes.utf8(Long.toString(after)));
                        }))
                .thenApply(outcome -> outcome.map(
                        reply -> reply.map(changed -> new Change(known(changed.before()), known(changed.after())))));
    }

    private Outcome<Long> number(Optional<Bytes> value) {
        try {
            return Outcome.applied(value.map(Bytes::toUtf8).map(Long::parseLong).orElse(0L));
        } catch (NumberFormatException _) {
            String text = value.map(Bytes::toUtf8).orElse("");
            return Outcome.notApplied(Refusal.INVALID, key + " holds no number but '" + text + "': use another name");
        }
    }

    /** Of what was changed it is known that it is a number. */
    private static long known(Optional<Bytes> value) {
        return value.map(it -> Steps.number(it, 0)).orElse(0L);
    }
}
