package meridian.testkit;

import java.util.ArrayList;
import java.util.List;
import meridian.base.Invariant;

/**
 * What clients asked and what they were told, in the order it happened. Any thread may record.
 *
 * @param <I> what is asked
 * @param <O> what is answered
 */
public final class History<I, O> {
    private final List<Call<I, O>> calls = new ArrayList<>();
    private long moment;

    /** Somebody asks. */
    public synchronized Call<I, O> invoke(String client, I input) {
        Call<I, O> call = new Call<>(this, client, input, moment++);
        calls.add(call);
        return call;
    }

    /** All that happened or may have happened, by the time it was asked. Calls still open count as unknown. */
    public List<Operation<I, O>> operations() {
        return operations(false);
    }

    /** As {@link #operations}, and also what certainly never happened. */
    public List<Operation<I, O>> everything() {
        return operations(true);
    }

    private synchronized List<Operation<I, O>> operations(boolean withNever) {
        List<Operation<I, O>> operations = new ArrayList<>();
        for (Call<I, O> call : calls) {
            if (withNever || !(call.ending instanceof Ending.Never)) {
                operations.add(new Operation<>(operations.size(), call.client, call.input, call.begin, call.ending));
            }
        }
        return List.copyOf(operations);
    }

    private synchronized void end(Call<I, O> call, Ending<O> ending) {
        Invariant.check(call.ending instanceof Ending.Unknown, "a call cannot end twice: %s", call.input);
        call.ending = ending;
    }

    private synchronized long now() {
        return moment++;
    }

    /** A question that waits for its answer. */
    public static final class Call<I, O> {
        private final History<I, O> history;
        private final String client;
        private final I input;
        private final long begin;
        private Ending<O> ending = new Ending.Unknown<>();

        private Call(History<I, O> history, String client, I input, long begin) {
            this.history = history;
            this.client = client;
            this.input = input;
            this.begin = begin;
        }

        public void answered(O output) {
            history.end(this, new Ending.Answered<>(output, history.now()));
        }

        /** It is certain that it did not happen. */
        public void neverHappened() {
            history.end(this, new Ending.Never<>());
        }
    }

    /** How a call ended. */
    public sealed interface Ending<O> {
        record Answered<O>(O output, long moment) implements Ending<O> {}

        /** It may have happened, or may still: it never ends. */
        record Unknown<O>() implements Ending<O> {}

        record Never<O>() implements Ending<O> {}
    }

    /**
     * A call of a finished history.
     *
     * @param number its place in the list
     * @param begin the moment it was asked
     */
    public record Operation<I, O>(int number, String client, I input, long begin, Ending<O> ending) {
        /** The moment of its answer, or the end of time. */
        public long end() {
            return ending instanceof Ending.Answered<O> answered ? answered.moment() : Long.MAX_VALUE;
        }

        public boolean isAnswered() {
            return ending instanceof Ending.Answered<O>;
        }

        @Override
        public String toString() {
            return switch (ending) {
                case Ending.Answered<O>(O output, long moment) ->
                    client + " " + begin + ".." + moment + " " + input + " -> " + output;
                case Ending.Unknown<O> _ -> client + " " + begin + "..? " + input;
                case Ending.Never<O> _ -> client + " " + begin + "..never " + input;
            };
        }
    }
}
