package meridian.chaos;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import meridian.base.Machine;
import meridian.base.Ticker;
import meridian.chaos.Experiment.Setting;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What is behind {@code ./meridian chaos}. */
@Command(
        name = "meridian chaos",
        description =
                "Torments a cluster of its own on this machine, under load, and checks what its clients were told.",
        footer = {
            "",
            "Faults come one after the other, drawn by weight; a seed decides which and when. What nodes and clients",
            "do in between is theirs, so a seed replays a run as far as processes allow.",
            "",
            "Examples:",
            "  meridian chaos                        five minutes",
            "  meridian chaos --minutes 60           an hour",
            "  meridian chaos --seed 42              the faults of seed 42 again",
            "  meridian chaos failover               how long it takes to replace a killed leader"
        })
public final class Main implements Callable<Integer> {
    private static final Ticker TICKER = Machine.ticker();
    private static final int FAULTS_PER_ROUND = 6;
    private static final int KEYS = 4;
    private static final int CLIENTS_PER_KEY = 5;
    private static final long ANSWERS_MIN = 100;

    @Option(names = "--seed", paramLabel = "N", description = "What decides the faults (default: a fresh one).")
    private @Nullable Long seed;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "5",
            description = "No new round begins after so long (default: ${DEFAULT-VALUE}).")
    private int minutes;

    private Main() {}

    public static void main(String... arguments) {
        CommandLine command = new CommandLine(new Main());
        command.addSubcommand(new FailoverBench());
        explainItself(command);
        command.getSubcommands().values().forEach(Main::explainItself);
        System.exit(command.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler((failure, failed, _) -> {
                    failed.getErr().println(failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments));
    }

    private static void explainItself(CommandLine command) {
        command.getCommandSpec()
                .addOption(CommandLine.Model.OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
    }

    @Override
    public Integer call() {
        long chosen = Optional.ofNullable(seed).orElseGet(Experiment::seed);
        Tally tally = new Tally();
        try {
            Experiment.run("chaos", chosen, NodeFile.SMALL, setting -> torment(setting, tally));
        } finally {
            System.out.println(tally.table(chosen));
        }
        return CommandLine.ExitCode.OK;
    }

    private void torment(Setting setting, Tally tally) {
        setting.cluster().start();
        long begin = TICKER.nanos();
        for (int number = 1; TICKER.since(begin).compareTo(Duration.ofMinutes(minutes)) < 0; number++) {
            Round.Plan plan = new Round.Plan(
                    "round" + number,
                    KEYS,
                    CLIENTS_PER_KEY,
                    ANSWERS_MIN,
                    Fault.draw(FAULTS_PER_ROUND, setting.randomness()));
            Round round = new Round(setting.cluster(), plan, setting.randomness(), System.out::println);
            Round.Report report = round.run(setting.folder());
            tally.add(plan, report);
            report.requireGood();
            round.compact();
        }
    }
}
