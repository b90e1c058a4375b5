package meridian.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import meridian.base.Machine;
import meridian.time.Timekeeper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench bound}: how wrong the time may be, by a node and by chrony, and how wrong it is. */
@Command(
        name = "bound",
        description = "Lets chronyd and a node's clock follow one server that tells this machine's time, side by side.")
final class BoundCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double MICROS_PER_SECOND = 1e6;

    @Option(names = "--minutes", defaultValue = "10", description = "how long to look (default: ${DEFAULT-VALUE})")
    private int minutes;

    @Option(
            names = "--settle-seconds",
            defaultValue = "60",
            description = "how long both follow before that (default: ${DEFAULT-VALUE})")
    private int settleSeconds;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final List<Double> ourBounds = new ArrayList<>();
    private final List<Double> ourErrors = new ArrayList<>();
    private final List<Double> theirBounds = new ArrayList<>();
    private final List<Double> theirErrors = new ArrayList<>();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Path work = Folders.createTemporary(Path.of(System.getProperty("java.io.tmpdir")));
        try (Cleanup cleanup = Cleanup.atExit()) {
            cleanup.later(() -> Folders.delete(work));
            ChronySystem chrony = ChronySystem.installed();
            RunningSystem source = chrony.start(work);
            cleanup.later(source::close);
            ChronyFollower follower = chrony.follow(source, work);
            cleanup.later(follower::close);
            try (Timekeeper keeper = SourceOfTime.follow(source, POLL)) {
                look(keeper, follower);
            }
            out.print(table().text());
            out.flush();
        }
        return 0;
    }

    private void look(Timekeeper keeper, ChronyFollower follower) {
        LockSupport.parkNanos(Duration.ofSeconds(settleSeconds).toNanos());
        for (long i = 0; i < Duration.ofMinutes(minutes).dividedBy(PAUSE); i++) {
            ChronyFollower.Tracking theirs = follower.tracking();
            theirBounds.add(theirs.distance() * MICROS_PER_SECOND);
            theirErrors.add(theirs.offset() * MICROS_PER_SECOND);
            ourBounds.add(keeper.now().bound().orElseThrow().toNanos() / NANOS_PER_MICRO);
            ourErrors.add(error(keeper) / NANOS_PER_MICRO);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** The server tells the machine's time, so that is the true one. Of a few looks the one that was disturbed least. */
    private static double error(Timekeeper keeper) {
        long least = Long.MAX_VALUE;
        long error = 0;
        for (int i = 0; i < 10; i++) {
            long before = Machine.clock().unixNanos();
            long shown = keeper.clock().unixNanos();
            long after = Machine.clock().unixNanos();
            if (after - before < least) {
                least = after - before;
                error = Math.abs(shown - before - (after - before) / 2);
            }
        }
        return error;
    }

    private Table table() {
        Table table = new Table("µs", "meridian", "min – max", "chrony", "min – max", "ratio of medians");
        add(table, "how wrong it may be: bound and root distance", ourBounds, theirBounds);
        add(table, "how wrong it is: offset from the source", ourErrors, theirErrors);
        return table;
    }

    private static void add(Table table, String name, List<Double> ours, List<Double> theirs) {
        Spread our = Spread.of(ours).orElseThrow();
        Spread their = Spread.of(theirs).orElseThrow();
        table.add(
                name,
                number(our.median()),
                number(our.min()) + " – " + number(our.max()),
                number(their.median()),
                number(their.min()) + " – " + number(their.max()),
                String.format(Locale.ROOT, "%.2f", our.median() / their.median()));
    }

    private static String number(double micros) {
        return String.format(Locale.ROOT, "%.2f", micros);
    }
}
