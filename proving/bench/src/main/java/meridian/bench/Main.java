package meridian.bench;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** The benchmarks behind {@code ./meridian bench}. */
@Command(
        name = "meridian bench",
        description = "Measures Meridian next to its peers, on this machine.",
        subcommands = {
            EtcdCommand.class,
            LocksCommand.class,
            TimeCommand.class,
            ClockCommand.class,
            BoundCommand.class,
            LoadCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String... arguments) {
        // Netty would prefer SLF4J, which is on the class path without anything behind it.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        System.exit(run(arguments));
    }

    private static int run(String... arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        CommandLine commands = new CommandLine(new Main());
        explainItself(commands);
        commands.getSubcommands().values().forEach(Main::explainItself);
        return commands.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, _) -> explain(failure, command.getErr()))
                .execute(arguments);
    }

    private static void explainItself(CommandLine command) {
        command.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("show this help")
                        .build());
    }

    /** A failure that we foresaw explains itself; any other is ours to look into. */
    private static int explain(Exception failure, PrintWriter err) throws Exception {
        if (failure instanceof BenchFailure) {
            err.println(failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw failure;
    }
}
