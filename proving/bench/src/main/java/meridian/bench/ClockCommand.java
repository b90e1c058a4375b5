package meridian.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import meridian.base.Clock;
import meridian.base.HybridClock;
import meridian.base.Machine;
import meridian.base.Ticker;
import meridian.time.Timekeeper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench clock}: what it costs to look at the time, in nanoseconds. */
@Command(
        name = "clock",
        description = "Measures what it costs to ask for the time and for a timestamp, in this process.")
final class ClockCommand implements Callable<Integer> {
    private static final int LOOKS_AT_ONCE = 1_000;
    private static final Duration POLL = Duration.ofSeconds(1);

    @Option(names = "--rounds", defaultValue = "5", description = "windows for each number (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--window-millis",
            defaultValue = "2000",
            description = "length of each window, and of the warm-up before the first (default: ${DEFAULT-VALUE})")
    private long windowMillis;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Path work = Folders.createTemporary(Path.of(System.getProperty("java.io.tmpdir")));
        try (Cleanup cleanup = Cleanup.atExit()) {
            cleanup.later(() -> Folders.delete(work));
            RunningSystem source = ChronySystem.installed().start(work);
            cleanup.later(source::close);
            try (Timekeeper keeper = SourceOfTime.follow(source, POLL)) {
                out.print(table(looks(keeper)).text());
                out.flush();
            }
        }
        return 0;
    }

    private static Map<String, LongSupplier> looks(Timekeeper keeper) {
        Clock machine = Machine.clock();
        Ticker ticker = Machine.ticker();
        Clock kept = keeper.clock();
        HybridClock plain = new HybridClock(machine);
        HybridClock hybrid = new HybridClock(kept);
        Map<String, LongSupplier> looks = new LinkedHashMap<>();
        looks.put("the monotonic clock", ticker::nanos);
        looks.put("the machine's clock", machine::unixNanos);
        looks.put("the node's clock", kept::unixNanos);
        looks.put("now(): both ends of the span", () -> keeper.now().earliest());
        looks.put("a timestamp, by the node's clock", () -> hybrid.next().bits());
        looks.put("a timestamp, by the machine's", () -> plain.next().bits());
        return looks;
    }

    private Table table(Map<String, LongSupplier> looks) {
        Table table = new Table("ns per call", "1 thread", "min – max", "2 threads", "min – max");
        looks.forEach((name, look) -> {
            Spread alone = nanos(look, 1);
            Spread contended = nanos(look, 2);
            table.add(name, number(alone.median()), range(alone), number(contended.median()), range(contended));
        });
        return table;
    }

    private Spread nanos(LongSupplier look, int threads) {
        window(look, threads);
        List<Double> windows = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            windows.add(window(look, threads));
        }
        return Spread.of(windows).orElseThrow();
    }

    /** What a call takes the thread that makes it, while as many do the same. */
    private double window(LongSupplier look, int threads) {
        AtomicBoolean open = new AtomicBoolean(true);
        CountDownLatch done = new CountDownLatch(threads);
        LongAdder calls = new LongAdder();
        LongAdder busy = new LongAdder();
        LongAdder unused = new LongAdder();
        Ticker ticker = Machine.ticker();
        for (int i = 0; i < threads; i++) {
            Thread.ofPlatform().daemon().start(() -> {
                long begun = ticker.nanos();
                long made = 0;
                long sum = 0;
                while (open.get()) {
                    for (int j = 0; j < LOOKS_AT_ONCE; j++) {
                        sum += look.getAsLong();
                    }
                    made += LOOKS_AT_ONCE;
                }
                calls.add(made);
                busy.add(ticker.nanos() - begun);
                // The sum is of no use, but without one the compiler would not look at the time at all.
                unused.add(sum);
                done.countDown();
            });
        }
        LockSupport.parkNanos(Duration.ofMillis(windowMillis).toNanos());
        open.set(false);
        await(done);
        return (double) busy.sum() / calls.sum();
    }

    private static void await(CountDownLatch done) {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("Interrupted while measuring.", e);
        }
    }

    private static String number(double nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos);
    }

    private static String range(Spread spread) {
        return number(spread.min()) + " – " + number(spread.max());
    }
}
