package meridian.simulation;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import meridian.base.Machine;
import meridian.coordination.CoordinationScenarios;
import meridian.store.StoreScenarios;
import meridian.testkit.Canary;
import meridian.testkit.Logbook;
import meridian.testkit.Scenario;
import meridian.testkit.Seeds;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What is behind {@code ./meridian simulate}. */
@Command(
        name = "meridian simulate",
        description =
                "Runs the store and its recipes in simulated worlds of trouble and checks what clients were told.",
        footer = {
            "",
            "Everything in a world is decided by its seed: a seed that fails fails again, and prints how to run it alone.",
            "One seed in ten is run twice, and both runs must be the same to the last line.",
            "",
            "Examples:",
            "  meridian simulate                      twenty fresh seeds of each scenario",
            "  meridian simulate --minutes 60         as many as fit into an hour",
            "  meridian simulate --only store --from 4711 --seeds 1",
            "                                         one seed of one scenario again",
            "  meridian simulate --canaries           does it find the mistakes that are built in for it?"
        })
public final class Main implements Callable<Integer> {
    private static final int SEEDS = 20;

    static final List<Scenario> SCENARIOS = List.of(
            StoreScenarios.STORE,
            StoreScenarios.TRANSACTIONS,
            CoordinationScenarios.LOCK,
            CoordinationScenarios.RECIPES);

    static final List<Canary> CANARIES = Stream.of(
                    StoreScenarios.storeCanaries(),
                    StoreScenarios.transactionCanaries(),
                    CoordinationScenarios.lockCanaries(),
                    CoordinationScenarios.recipeCanaries())
            .flatMap(List::stream)
            .toList();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "How many seeds (default: " + SEEDS + ", or no limit with --minutes).")
    private @Nullable Long seeds;

    @Option(names = "--from", paramLabel = "SEED", description = "The first seed (default: a fresh one).")
    private @Nullable Long from;

    @Option(names = "--minutes", paramLabel = "M", description = "No new seed begins after so long.")
    private @Nullable Long minutes;

    @Option(names = "--only", paramLabel = "NAME", description = "One scenario, or one of the mistakes.")
    private @Nullable String only;

    @Option(names = "--record", description = "Add the table of seeds to docs/reliability.md.")
    private boolean record;

    @Option(names = "--canaries", description = "Let it find known mistakes instead.")
    private boolean canaries;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    public static void main(String... arguments) {
        System.exit(execute(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                arguments));
    }

    static int execute(PrintWriter out, PrintWriter errors, String... arguments) {
        CommandLine command = new CommandLine(new Main());
        command.getCommandSpec()
                .addOption(CommandLine.Model.OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
        return command.setOut(out).setErr(errors).execute(arguments);
    }

    @Override
    public Integer call() {
        Path home = Path.of(System.getProperty("meridian.home", "."));
        Path folder = home.resolve("target").resolve("simulation");
        Path scratch = folder.resolve("data-" + ProcessHandle.current().pid());
        Campaign campaign = new Campaign(scratch, folder, Machine.ticker(), line().getOut());
        try {
            boolean good = canaries ? campaign.findMistakes(chosenCanaries()) : campaign.run(chosen(), plan());
            if (record && !canaries) {
                campaign.record(Logbook.of(home));
            }
            return good ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } finally {
            Machine.disk().delete(scratch);
        }
    }

    private Campaign.Plan plan() {
        long most = Optional.ofNullable(seeds).orElse(minutes == null ? SEEDS : Long.MAX_VALUE);
        Duration time = minutes == null ? Campaign.Plan.NO_LIMIT : Duration.ofMinutes(minutes);
        return new Campaign.Plan(Optional.ofNullable(from).orElseGet(Seeds::fresh), most, time);
    }

    private List<Scenario> chosen() {
        if (only == null) {
            return SCENARIOS;
        }
        Stream<Scenario> all =
                Stream.concat(SCENARIOS.stream(), CANARIES.stream().map(Canary::scenario));
        return oneOf(all.filter(it -> it.name().equals(only)).toList());
    }

    private List<Canary> chosenCanaries() {
        return only == null
                ? CANARIES
                : oneOf(CANARIES.stream().filter(it -> it.name().equals(only)).toList());
    }

    private <T> List<T> oneOf(List<T> found) {
        if (found.isEmpty()) {
            List<String> names = Stream.concat(
                            SCENARIOS.stream().map(Scenario::name),
                            CANARIES.stream().map(Canary::name))
                    .toList();
            throw new ParameterException(line(), "there is no " + only + " to run: choose one of " + names);
        }
        return found;
    }

    private CommandLine line() {
        if (spec == null) {
            throw new IllegalStateException("the command line sets it");
        }
        return spec.commandLine();
    }
}
