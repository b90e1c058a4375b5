package meridian.chaos;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.base.Folders;
import meridian.chaos.host.Mechanisms;
import meridian.chaos.load.WorkloadKind;
import meridian.testkit.Logbook;
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
            "do in between is theirs, so a seed replays a run as far as processes allow. What this machine cannot do",
            "is left out, and the first lines say so; where the variable CI is set, that is a failure.",
            "",
            "Examples:",
            "  meridian chaos                        five minutes of everything",
            "  meridian chaos --minutes 60           an hour",
            "  meridian chaos --seed 42              the faults of seed 42 again",
            "  meridian chaos --faults kill,oneway --workload kv,lock",
            "                                        some faults, some clients",
            "  meridian chaos list                   the faults and the workloads there are",
            "  meridian chaos failover               how long it takes to replace a killed leader"
        })
public final class Main implements Callable<Integer> {
    private static final List<Integer> SIZES = List.of(3, 5);

    @Option(names = "--seed", paramLabel = "N", description = "What decides the faults (default: a fresh one).")
    private @Nullable Long seed;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "5",
            description = "No new round begins after so long (default: ${DEFAULT-VALUE}).")
    private int minutes;

    @Option(
            names = "--nodes",
            paramLabel = "COUNT",
            defaultValue = "3",
            description = "3 or 5 (default: ${DEFAULT-VALUE}).")
    private int nodes;

    @Option(
            names = "--workload",
            paramLabel = "NAME",
            split = ",",
            description = "What clients do, all at the same time (default: everything).")
    private List<String> workloads = List.of();

    @Option(
            names = "--faults",
            paramLabel = "NAME",
            split = ",",
            description = "What goes wrong: kinds or single faults (default: all that are possible here).")
    private List<String> faults = List.of();

    @Option(
            names = "--report",
            paramLabel = "FOLDER",
            description = "Where the report goes (default: below proving/chaos/target/reports).")
    private @Nullable Path report;

    @Option(names = "--record", description = "Add the run's tables to docs/reliability.md.")
    private boolean record;

    private Main() {}

    public static void main(String... arguments) {
        System.exit(execute(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                arguments));
    }

    static int execute(PrintWriter out, PrintWriter errors, String... arguments) {
        CommandLine command = new CommandLine(new Main());
        command.addSubcommand(new FailoverBench());
        command.addSubcommand(new ListCommand(out));
        explainItself(command);
        command.getSubcommands().values().forEach(Main::explainItself);
        return command.setOut(out)
                .setErr(errors)
                .setExecutionExceptionHandler((failure, failed, _) -> {
                    failed.getErr().println(failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments);
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
        if (!SIZES.contains(nodes)) {
            throw new ChaosFailure("--nodes " + nodes + ": choose 3 or 5");
        }
        long chosen = Optional.ofNullable(seed).orElseGet(Experiment::askedSeed);
        List<WorkloadKind> kinds = workloads.isEmpty()
                ? WorkloadKind.all()
                : workloads.stream().map(WorkloadKind::parse).toList();
        FaultMenu menu = menu();
        Experiment experiment = new Experiment("chaos", chosen, nodes, NodeFile.SMALL, menu.needs(), replay(chosen));
        Schedule schedule = Schedule.drawn(menu.chosen(), Duration.ofMinutes(minutes));
        ChaosRun run = new ChaosRun(experiment, kinds, menu, schedule, reportFolder(chosen), System.out::println);
        try {
            run.run();
        } finally {
            if (record) {
                writeDown(run, menu, chosen);
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private FaultMenu menu() {
        Mechanisms machine = Product.installed().probe();
        FaultMenu menu = faults.isEmpty()
                ? FaultMenu.possible(Faults.all(), machine)
                : FaultMenu.of(faults, Faults.all(), machine);
        if (!menu.leftOut().isEmpty() && System.getenv("CI") != null) {
            throw new ChaosFailure("In CI nothing is left out, but " + String.join("; ", menu.leftOut()));
        }
        return menu;
    }

    private Path reportFolder(long chosen) {
        if (report == null) {
            return ChaosRun.defaultReport("chaos", chosen);
        }
        if (Folders.isInUse(report)) {
            throw new ChaosFailure("--report " + report + ": there is something in it; name a folder that is empty");
        }
        return report;
    }

    private String replay(long chosen) {
        List<String> words = new ArrayList<>(List.of("./meridian chaos --seed " + chosen));
        words.add("--minutes " + minutes);
        words.add("--nodes " + nodes);
        if (!workloads.isEmpty()) {
            words.add("--workload " + String.join(",", workloads));
        }
        if (!faults.isEmpty()) {
            words.add("--faults " + String.join(",", faults));
        }
        return String.join(" ", words);
    }

    private void writeDown(ChaosRun run, FaultMenu menu, long chosen) {
        String title = "%d minutes of faults, %d nodes".formatted(minutes, nodes);
        String leftOut = menu.leftOut().isEmpty() ? "nothing" : String.join("; ", menu.leftOut());
        Path page = Logbook.of(Product.installed().home())
                .add(
                        title,
                        "Seed %d, left out: %s. %s"
                                .formatted(chosen, leftOut, run.summary().markdown()));
        System.out.println("Recorded in " + page);
    }
}
