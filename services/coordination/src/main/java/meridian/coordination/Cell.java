package meridian.coordination;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import meridian.base.Bytes;
import meridian.base.Limit;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.store.KeyRange;
import meridian.store.KeyValue;
import meridian.store.Operation;
import meridian.store.Reply;
import meridian.store.Result;
import meridian.store.Store;
import meridian.store.Store.TransactionResult;
import meridian.store.StoreError;
import meridian.store.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * One key that all share, whose value is changed by what follows from it. Whatever this node's clients ask for while a
 * change is on its way is done together by the next one: so many changes cost one entry of the log, and none of this
 * node gets in the way of another.
 *
 * <p>A change is written on the condition that nobody wrote since the value was read. When somebody of another node did,
 * nothing was done, so it is tried again, with what was found; an unknown outcome ends it, because the change may have
 * been done.
 */
final class Cell {
    private final Bytes key;
    private final Store store;
    private final Limit attempts;

    /** Guards the fields below. Whoever makes it busy owns the others until it is idle. */
    private final Object lock = new Object();

    private final Queue<Asked> waiting = new ArrayDeque<>();
    private boolean busy;

    /** Those who are next are done one by one, because the store refused them together, for what one of them asked. */
    private int oneByOne;

    private @Nullable Found known;

    Cell(Bytes key, Store store, Limit attempts) {
        this.key = key;
        this.store = store;
        this.attempts = attempts;
    }

    /** What follows from a value; not applied if the value is none that something could follow from. */
    interface Change {
        Outcome<Optional<Bytes>> after(Optional<Bytes> before);
    }

    /** The value before a change and after it. */
    record Changed(Optional<Bytes> before, Optional<Bytes> after) {}

    private record Asked(Change change, CompletableFuture<Outcome<Reply<Changed>>> answer) {}

    /** @param revision the one that wrote the value, or 0 if there is none */
    private record Found(Optional<Bytes> value, long revision) {
        static Found of(Result.Read read) {
            return read.keyValues().stream()
                    .findFirst()
                    .map(keyValue -> new Found(Optional.of(keyValue.value()), keyValue.modRevision()))
                    .orElseGet(() -> new Found(Optional.empty(), 0));
        }
    }

    CompletableFuture<Outcome<Reply<Changed>>> change(Change change) {
        Asked asked = new Asked(change, new CompletableFuture<>());
        synchronized (lock) {
            waiting.add(asked);
            if (busy) {
                return asked.answer;
            }
            busy = true;
        }
        next();
        return asked.answer;
    }

    private void next() {
        List<Asked> together = new ArrayList<>();
        synchronized (lock) {
            int most = oneByOne > 0 ? 1 : waiting.size();
            while (together.size() < most && !waiting.isEmpty()) {
                together.add(waiting.remove());
            }
            oneByOne = Math.max(0, oneByOne - 1);
            if (together.isEmpty()) {
                busy = false;
                return;
            }
        }
        Attempt attempt = new Attempt(together);
        if (known == null) {
            attempt.read();
        } else {
            attempt.apply(known, false);
        }
    }

    /** A few changes, done together. */
    private final class Attempt {
        private final List<Asked> together;
        private int number;

        Attempt(List<Asked> together) {
            this.together = together;
        }

        void read() {
            Steps.read(store, KeyRange.single(key)).thenAccept(outcome -> {
                if (outcome
                        instanceof
                        Outcome.Applied<Reply<Result.Read>>(
                                Reply.Done<Result.Read>(Result.Read read, Reply.Header header))) {
                    apply(Found.of(read), true, header);
                } else {
                    endAll(outcome);
                }
            });
        }

        /** @param isNew whether it was read after all of these were asked for */
        void apply(Found found, boolean isNew) {
            apply(found, isNew, new Reply.Header(0, 0));
        }

        private void apply(Found found, boolean isNew, Reply.Header header) {
            List<Outcome<Changed>> ends = new ArrayList<>(together.size());
            Optional<Bytes> value = found.value;
            for (Asked asked : together) {
                Optional<Bytes> before = value;
                Outcome<Optional<Bytes>> after = asked.change.after(before);
                ends.add(after.map(it -> new Changed(before, it)));
                value = after instanceof Outcome.Applied<Optional<Bytes>>(Optional<Bytes> next) ? next : before;
            }
            if (!value.equals(found.value)) {
                write(found, value, ends);
            } else if (isNew) {
                known = found;
                end(ends, header);
            } else {
                read();
            }
        }

        private void write(Found found, Optional<Bytes> value, List<Outcome<Changed>> ends) {
            if (!attempts.allows(++number)) {
                known = null;
                endAll(Outcome.<Reply<Result.Read>>notApplied(
                        Refusal.OVERLOADED,
                        key + " was changed by others again and again: " + attempts.exceeded(number)));
                return;
            }
            Operation write = value.map(it -> Steps.put(key, it, 0)).orElseGet(() -> Steps.delete(key));
            store.transact(new Transaction(
                            List.of(Steps.isUnchanged(key, found.revision)), List.of(write), List.of(Steps.read(key))))
                    .thenAccept(outcome -> written(outcome, value, ends));
        }

        private void written(
                Outcome<Reply<TransactionResult>> outcome, Optional<Bytes> value, List<Outcome<Changed>> ends) {
            switch (outcome) {
                case Outcome.Applied<Reply<TransactionResult>>(
                        Reply.Done<TransactionResult>(TransactionResult result, Reply.Header header)) -> {
                    if (result.succeeded()) {
                        known = new Found(value, value.isPresent() ? header.revision() : 0);
                        end(ends, header);
                    } else {
                        List<KeyValue> found = Steps.found(result.results().getFirst());
                        apply(Found.of(new Result.Read(found, found.size(), false)), true, header);
                    }
                }
                case Outcome.Applied<Reply<TransactionResult>>(Reply.Refused<TransactionResult>(StoreError _))
                when together.size() > 1 -> apart();
                case Outcome.Applied<Reply<TransactionResult>> _,
                        Outcome.NotApplied<Reply<TransactionResult>> _,
                        Outcome.Unknown<Reply<TransactionResult>> _ -> {
                    known = null;
                    endAll(outcome);
                }
            }
        }

        /** What the store refuses, it has not done, so it may be asked for again in another way. */
        private void apart() {
            synchronized (lock) {
                List<Asked> later = List.copyOf(waiting);
                waiting.clear();
                waiting.addAll(together);
                waiting.addAll(later);
                oneByOne = together.size();
            }
            next();
        }

        private void end(List<Outcome<Changed>> ends, Reply.Header header) {
            answer((asked, i) -> ends.get(i).map(changed -> new Reply.Done<>(changed, header)));
        }

        private <R> void endAll(Outcome<Reply<R>> outcome) {
            answer((_, _) -> outcome.map(reply -> switch (reply) {
                case Reply.Refused<R>(StoreError error) -> new Reply.Refused<>(error);
                case Reply.Done<R> _ -> throw new IllegalStateException("it was done");
            }));
        }

        private void answer(BiFunction<Asked, Integer, Outcome<Reply<Changed>>> how) {
            for (int i = 0; i < together.size(); i++) {
                together.get(i).answer.complete(how.apply(together.get(i), i));
            }
            next();
        }
    }
}
