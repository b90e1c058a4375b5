package meridian.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import meridian.base.Ticker;

/**
 * A world of its own on one thread: events happen in the order of a virtual time that jumps from one to the next, and
 * those of the same moment in an order that the seed chooses. The same seed gives the same transcript.
 */
public final class Simulation {
    /** A run that takes more events than this is taken as one that never ends. */
    private static final long EVENTS_MAX = 20_000_000;

    private final long seed;
    private final SeededRandomness randomness;
    private final SeededRandomness ties;
    private final SimulatedTicker ticker = new SimulatedTicker();
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            Comparator.comparingLong(Event::nanos).thenComparingLong(Event::tie).thenComparingLong(Event::number));
    private final List<String> transcript = new ArrayList<>();
    private final List<Runnable> checks = new ArrayList<>();
    private final Map<String, Long> faults = new TreeMap<>();
    private long numberOfEvents;
    private long happened;

    public Simulation(long seed) {
        this.seed = seed;
        this.randomness = new SeededRandomness(seed);
        this.ties = randomness.fork();
    }

    public long seed() {
        return seed;
    }

    /** Randomness for one part of the world, decided by the seed and by the order in which the parts ask for theirs. */
    public SeededRandomness fork() {
        return randomness.fork();
    }

    public Ticker ticker() {
        return ticker;
    }

    /** The virtual time since the world began. */
    public Duration now() {
        return Duration.ofNanos(ticker.nanos());
    }

    public void after(Duration delay, Runnable action) {
        events.add(new Event(ticker.nanos() + delay.toNanos(), ties.nextLong(), numberOfEvents++, action));
    }

    /** Adds a check that runs after every event. */
    public void afterEachEvent(Runnable check) {
        checks.add(check);
    }

    /** Lets the next event happen. */
    public boolean step() {
        Event next = events.poll();
        if (next == null) {
            return false;
        }
        if (++happened > EVENTS_MAX) {
            throw new IllegalStateException(
                    "no end after " + EVENTS_MAX + " events: does something wake itself for ever?");
        }
        ticker.advanceTo(next.nanos());
        next.action().run();
        checks.forEach(Runnable::run);
        return true;
    }

    /** Lets everything happen until nothing is left to happen. */
    public void runUntilQuiet() {
        while (step()) {}
    }

    /** Lets everything happen that happens until then, and sets the time to it. */
    public void runUntil(Duration time) {
        while (nextIsBy(time)) {
            step();
        }
        ticker.advanceTo(Math.max(ticker.nanos(), time.toNanos()));
    }

    public void runFor(Duration time) {
        runUntil(now().plus(time));
    }

    /** Runs until the condition holds; false when it still does not after {@code bound} of virtual time. */
    public boolean runUntil(BooleanSupplier condition, Duration bound) {
        Duration end = now().plus(bound);
        while (!condition.getAsBoolean()) {
            if (!nextIsBy(end)) {
                return false;
            }
            step();
        }
        return true;
    }

    private boolean nextIsBy(Duration time) {
        Event next = events.peek();
        return next != null && next.nanos() <= time.toNanos();
    }

    /** How many events there were. */
    public long events() {
        return happened;
    }

    /** Counts something that went wrong. */
    public void fault(String kind) {
        faults.merge(kind, 1L, Long::sum);
    }

    /** How often each kind of thing went wrong. */
    public Map<String, Long> faults() {
        return Collections.unmodifiableMap(faults);
    }

    /** Writes a line of the transcript. */
    public void note(String line) {
        transcript.add(String.format("%,12d us  %s", ticker.nanos() / 1_000, line));
    }

    public List<String> transcript() {
        return Collections.unmodifiableList(transcript);
    }

    private record Event(long nanos, long tie, long number, Runnable action) {}
}
