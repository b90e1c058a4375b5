package meridian.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import meridian.base.NodeId;
import meridian.testkit.SeededRandomness;
import org.jspecify.annotations.Nullable;

/**
 * Does one thing after the other, each at some node. When that node dies under it, or nobody knows what became of a
 * write, it goes on under another name, because the old one never learns the end of its story.
 */
abstract class SimulatedCaller implements StoreWorld.CrashListener {
    /** Longer than all timeouts of the store together: whoever waits this long waits for ever. */
    private static final int ANSWER_SECONDS = 15;

    private final StoreWorld world;
    private final SeededRandomness randomness;
    private final String baseName;
    private final Duration thinkMax;
    private int names;
    private long turn;
    private boolean retired;
    private @Nullable NodeId waitingFor;

    SimulatedCaller(StoreWorld world, String name, Duration thinkMax) {
        this.world = world;
        this.randomness = world.simulation().fork();
        this.baseName = name;
        this.thinkMax = thinkMax;
        world.onCrash(this);
    }

    /** Asks the node for something, once, or for several things one after the other. */
    abstract void act(NodeId node, Store store);

    StoreWorld world() {
        return world;
    }

    SeededRandomness randomness() {
        return randomness;
    }

    String baseName() {
        return baseName;
    }

    /** Begins, and goes on until {@link #retire}. */
    void begin() {
        long mine = ++turn;
        waitingFor = null;
        if (!retired) {
            world.simulation().after(randomness.between(Duration.ofMillis(1), thinkMax), () -> {
                if (turn == mine) {
                    world.anyNode(randomness).ifPresentOrElse(this::actUnlessRetired, this::begin);
                }
            });
        }
    }

    /** Begins nothing new. */
    void retire() {
        retired = true;
    }

    boolean isIdle() {
        return waitingFor == null;
    }

    @Override
    public void crashed(NodeId node) {
        if (node.equals(waitingFor)) {
            rename();
            begin();
        }
    }

    String name() {
        return baseName + "." + names;
    }

    void rename() {
        names++;
    }

    private void actUnlessRetired(NodeId node) {
        if (!retired) {
            act(node, world.store(node).orElseThrow());
        }
    }

    /** Asks; what follows the answer may ask again, and if it does not, the turn is over. */
    final <T> void call(
            NodeId node,
            String what,
            Supplier<CompletableFuture<T>> question,
            BiConsumer<@Nullable T, @Nullable Throwable> then) {
        long mine = ++turn;
        waitingFor = node;
        world.simulation().note(name() + " asks " + node + ": " + what);
        expectAnswer(node, what, mine, ANSWER_SECONDS);
        world.group()
                .whenAwake(
                        node,
                        () -> question.get().whenComplete((given, problem) -> {
                            if (turn == mine) {
                                world.simulation()
                                        .note(name() + " hears from " + node + ": "
                                                + (given == null ? problem : given));
                                then.accept(given, problem);
                                beginUnlessAsking(mine);
                            }
                        }));
    }

    private void beginUnlessAsking(long answered) {
        if (turn == answered) {
            begin();
        }
    }

    /** Counts the seconds in which the node did not stand still. */
    private void expectAnswer(NodeId node, String what, long mine, int secondsLeft) {
        world.simulation()
                .after(
                        Duration.ofSeconds(1),
                        () -> world.group().whenAwake(node, () -> {
                            if (turn == mine && secondsLeft == 0) {
                                throw new AssertionError(name() + " was never answered by " + node + ": " + what);
                            }
                            if (turn == mine) {
                                expectAnswer(node, what, mine, secondsLeft - 1);
                            }
                        }));
    }
}
