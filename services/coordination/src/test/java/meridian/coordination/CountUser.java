package meridian.coordination;

import static meridian.coordination.CoordinationFixture.bytes;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.coordination.RecipeNotes.Kind;
import meridian.store.Reply;
import meridian.testkit.History;

/** A simulated client that changes shared numbers, and sets latches, counts them down and waits for them. */
final class CountUser extends SimulatedUser {
    private static final Duration PATIENCE_MAX = Duration.ofSeconds(12);
    private static final int NAMES = 2;
    private static final int VALUE_MAX = 3;
    private static final int COUNT = 2;

    private final RecipeRun run;
    private final SimulatedCoordination world;

    CountUser(RecipeRun run, String name, SimulatedCoordination world) {
        super(name, world);
        this.run = run;
        this.world = world;
    }

    @Override
    void begin() {
        int mine = nextAttempt();
        if (randomness().chance(0.5)) {
            number("count" + randomness().nextInt(NAMES), mine);
        } else {
            latch("gate" + randomness().nextInt(NAMES), mine);
        }
    }

    private void number(String name, int mine) {
        long value = randomness().nextInt(VALUE_MAX);
        NumberModel.Ask what =
                switch (randomness().nextInt(4)) {
                    case 0 -> new NumberModel.Ask.Get(name);
                    case 1 -> new NumberModel.Ask.Set(name, value);
                    case 2 -> new NumberModel.Ask.Add(name, value);
                    default -> new NumberModel.Ask.CompareAndSet(name, value, value + 1);
                };
        note("wants " + what);
        ask(run.notes().numbers, what, node -> ask(world.at(node).number(bytes(name)), what), Kind.NUMBER, mine);
    }

    private static CompletableFuture<Outcome<Reply<SharedLong.Change>>> ask(SharedLong number, NumberModel.Ask what) {
        return switch (what) {
            case NumberModel.Ask.Get _ -> answer(number.get(), it -> new SharedLong.Change(it, it));
            case NumberModel.Ask.Set(String _, long update) -> number.set(update);
            case NumberModel.Ask.Add(String _, long delta) -> number.add(delta);
            case NumberModel.Ask.CompareAndSet(String _, long expected, long update) ->
                number.compareAndSet(expected, update);
        };
    }

    private void latch(String name, int mine) {
        LatchModel.Ask what =
                switch (randomness().nextInt(4)) {
                    case 0 -> new LatchModel.Ask.Set(name, COUNT);
                    case 1 -> new LatchModel.Ask.Await(name);
                    default -> new LatchModel.Ask.CountDown(name);
                };
        note("wants " + what);
        ask(run.notes().latches, what, node -> ask(world.at(node).latch(bytes(name)), what), Kind.LATCH, mine);
    }

    private CompletableFuture<Outcome<Reply<Integer>>> ask(Latch latch, LatchModel.Ask what) {
        return switch (what) {
            case LatchModel.Ask.Set(String _, int count) -> answer(latch.set(count), set -> set ? 0 : 1);
            case LatchModel.Ask.CountDown _ -> latch.countDown();
            case LatchModel.Ask.Await _ ->
                latch.await(randomness().between(Duration.ZERO, PATIENCE_MAX))
                        .outcome()
                        .thenApply(CountUser::seen);
        };
    }

    /** Whose patience ended has seen nothing. */
    private static Outcome<Reply<Integer>> seen(Outcome<Reply<Boolean>> outcome) {
        if (outcome instanceof Outcome.Applied<Reply<Boolean>>(Reply.Done<Boolean>(Boolean open, Reply.Header _))
                && !open) {
            return Outcome.notApplied(Outcome.Refusal.INVALID, "its patience ended");
        }
        return outcome.map(reply -> reply.map(_ -> 0));
    }

    private static <T, R> CompletableFuture<Outcome<Reply<R>>> answer(
            CompletableFuture<Outcome<Reply<T>>> told, Function<T, R> asModelled) {
        return told.thenApply(outcome -> outcome.map(reply -> reply.map(asModelled)));
    }

    /** What is of unknown outcome stays open in the history. */
    private <I, O> void ask(
            History<I, O> history,
            I what,
            Function<NodeId, CompletableFuture<Outcome<Reply<O>>>> question,
            Kind kind,
            int mine) {
        ask(
                node -> {
                    History.Call<I, O> call = history.invoke(toString(), what);
                    return question.apply(node).whenComplete((outcome, _) -> end(call, outcome, kind));
                },
                mine,
                outcome -> {
                    note("is told " + outcome);
                    beginSoon(mine);
                });
    }

    private <I, O> void end(History.Call<I, O> call, Outcome<Reply<O>> outcome, Kind kind) {
        switch (outcome) {
            case Outcome.Applied<Reply<O>>(Reply.Done<O>(O answer, Reply.Header _)) -> {
                call.answered(answer);
                run.had(this, kind);
            }
            case Outcome.Applied<Reply<O>> _, Outcome.NotApplied<Reply<O>> _ -> call.neverHappened();
            case Outcome.Unknown<Reply<O>> _ -> {}
        }
    }
}
