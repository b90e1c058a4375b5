package meridian.coordination;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongUnaryOperator;
import meridian.base.Bytes;
import meridian.base.Limit;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.store.Comparison;
import meridian.store.KeyRange;
import meridian.store.KeyValue;
import meridian.store.Operation;
import meridian.store.RangeQuery;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store;
import meridian.store.Store.TransactionResult;
import meridian.store.StoreError;
import meridian.store.Transaction;

/**
 * A number that all share, as decimal digits under one key. At first it is 0.
 *
 * <p>A change reads the number and writes its successor on the condition that nobody wrote meanwhile. When somebody did,
 * nothing was done, so it is tried again, with what was found; an unknown outcome ends it, because the change may have
 * been done.
 */
public final class SharedLong {
    private final Store store;
    private final Bytes key;
    private final Limit attempts;

    SharedLong(Store store, Bytes key, Limit attempts) {
        this.store = store;
        this.key = key;
        this.attempts = attempts;
    }

    /** Linearizable. Not applied when nobody leads, or when the key holds no number. */
    public CompletableFuture<Outcome<Reply<Long>>> get() {
        return store.read(RangeQuery.of(KeyRange.single(key))).handle((reply, problem) -> switch (reply) {
            case null -> Outcome.notApplied(Refusal.NO_LEADER, String.valueOf(problem));
            case Reply.Refused<Result.Read>(StoreError error) -> Outcome.applied(new Reply.Refused<>(error));
            case Reply.Done<Result.Read>(Result.Read read, Reply.Header header) ->
                number(read).map(number -> new Reply.Done<>(number, header));
        });
    }

    /** The number after the addition, which wraps around like Java's. */
    public CompletableFuture<Outcome<Reply<Long>>> addAndGet(long delta) {
        return updateAndGet(before -> before + delta);
    }

    /** @param change may be called several times, and must not do anything but compute */
    public CompletableFuture<Outcome<Reply<Long>>> updateAndGet(LongUnaryOperator change) {
        return store.read(RangeQuery.of(KeyRange.single(key)))
                .<Outcome<Reply<Result.Read>>>handle((reply, problem) -> reply == null
                        ? Outcome.notApplied(Refusal.NO_LEADER, String.valueOf(problem))
                        : Outcome.applied(reply))
                .thenCompose(outcome -> switch (outcome) {
                    case Outcome.Applied<Reply<Result.Read>>(
                            Reply.Done<Result.Read>(Result.Read read, Reply.Header _)) -> write(read, change, 1);
                    case Outcome.Applied<Reply<Result.Read>>(Reply.Refused<Result.Read>(StoreError error)) ->
                        done(Outcome.applied(new Reply.Refused<>(error)));
                    case Outcome.NotApplied<Reply<Result.Read>>(Refusal refusal, String message) ->
                        done(Outcome.notApplied(refusal, message));
                    case Outcome.Unknown<Reply<Result.Read>>(String message) -> done(Outcome.unknown(message));
                });
    }

    private CompletableFuture<Outcome<Reply<Long>>> write(Result.Read before, LongUnaryOperator change, int attempt) {
        if (!(number(before) instanceof Outcome.Applied<Long>(Long number))) {
            return done(number(before).map(it -> new Reply.Done<>(it, new Reply.Header(0, 0))));
        }
        if (!attempts.allows(attempt)) {
            return done(Outcome.notApplied(
                    Refusal.OVERLOADED, key + " was changed by others again and again: " + attempts.exceeded(attempt)));
        }
        long after = change.applyAsLong(number);
        Operation put = Operation.Put.of(key, Bytes.utf8(Long.toString(after)));
        Operation read = new Operation.Read(RangeQuery.of(KeyRange.single(key)));
        return store.transact(new Transaction(List.of(isUnchanged(before)), List.of(put), List.of(read)))
                .thenCompose(outcome -> written(outcome, after, change, attempt));
    }

    private CompletableFuture<Outcome<Reply<Long>>> written(
            Outcome<Reply<TransactionResult>> outcome, long after, LongUnaryOperator change, int attempt) {
        if (outcome
                        instanceof
                        Outcome.Applied<Reply<TransactionResult>>(
                                Reply.Done<TransactionResult>(TransactionResult result, Reply.Header _))
                && !result.succeeded()) {
            return write((Result.Read) result.results().getFirst(), change, attempt + 1);
        }
        return done(outcome.map(reply -> switch (reply) {
            case Reply.Done<TransactionResult>(TransactionResult _, Reply.Header header) ->
                new Reply.Done<>(after, header);
            case Reply.Refused<TransactionResult>(StoreError error) -> new Reply.Refused<>(error);
        }));
    }

    private Comparison isUnchanged(Result.Read before) {
        long revision = before.keyValues().stream()
                .findFirst()
                .map(KeyValue::modRevision)
                .orElse(0L);
        return new Comparison(
                KeyRange.single(key), Comparison.Target.MOD_REVISION, Comparison.Relation.EQUAL, revision, Bytes.EMPTY);
    }

    private Outcome<Long> number(Result.Read read) {
        Optional<String> text = read.keyValues().stream()
                .findFirst()
                .map(keyValue -> keyValue.value().toUtf8());
        try {
            return Outcome.applied(text.map(Long::parseLong).orElse(0L));
        } catch (NumberFormatException _) {
            return Outcome.notApplied(
                    Refusal.INVALID, key + " holds no number but '" + text.orElse("") + "': use another name");
        }
    }

    private static CompletableFuture<Outcome<Reply<Long>>> done(Outcome<Reply<Long>> outcome) {
        return CompletableFuture.completedFuture(outcome);
    }
}
