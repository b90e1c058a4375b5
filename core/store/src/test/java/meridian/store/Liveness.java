package meridian.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import meridian.base.NodeId;
import meridian.base.Outcome;

/**
 * What must come right by itself, in bounded time, once nothing new goes wrong: first a majority, while the rest stays
 * broken; then all of them.
 */
final class Liveness {
    static final Duration WITHIN = Duration.ofSeconds(20);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final StoreWorld world;
    private final List<? extends SimulatedCaller> callers;

    Liveness(StoreWorld world, List<? extends SimulatedCaller> callers) {
        this.world = world;
        this.callers = callers;
    }

    /** @param service what each mended node must do; throws if it does not */
    void require(Consumer<NodeId> service) {
        callers.forEach(SimulatedCaller::retire);
        List<NodeId> core = world.healCore();
        world.await("agreement of " + core, WITHIN, () -> world.group().isConverged(core));
        core.forEach(service);
        world.healAll();
        world.await("agreement", WITHIN, world.group()::isConverged);
        world.await("an answer to every client", WITHIN, () -> callers.stream().allMatch(SimulatedCaller::isIdle));
        world.group().nodes().forEach(service);
    }

    /** Asks until it is done, for as long as it is said not to be: unknown is no answer in peace. */
    <T> T untilApplied(String what, Supplier<CompletableFuture<Outcome<T>>> write) {
        Duration end = world.simulation().now().plus(WITHIN);
        while (true) {
            switch (await(what, write.get())) {
                case Outcome.Applied<T>(T value) -> {
                    return value;
                }
                case Outcome.NotApplied<T> refused -> waitOrFail(what, refused, end);
                case Outcome.Unknown<T> unknown -> throw new AssertionError(what + " is unknown in peace: " + unknown);
            }
        }
    }

    private void waitOrFail(String what, Outcome.NotApplied<?> refused, Duration end) {
        if (world.simulation().now().compareTo(end) > 0) {
            throw new AssertionError(what + " was not done within " + WITHIN + " of peace: " + refused);
        }
        world.simulation().runFor(PAUSE);
    }

    /** Waits for an answer. */
    <T> T await(String what, CompletableFuture<T> answer) {
        world.await(what, WITHIN, answer::isDone);
        return answer.join();
    }
}
