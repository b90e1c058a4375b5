package meridian.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only groups others. */
@Command(synopsisSubcommandLabel = "COMMAND")
final class Group implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine self = Objects.requireNonNull(spec, "picocli sets it").commandLine();
        throw new ParameterException(
                self,
                "Say which command: " + String.join(", ", self.getSubcommands().keySet()));
    }

    /** @param commands each with its {@code @Command} */
    static CommandLine of(String name, String description, Object... commands) {
        CommandLine group = new CommandLine(new Group());
        group.getCommandSpec().name(name).usageMessage().description(description);
        for (Object command : commands) {
            group.addSubcommand(command);
        }
        return group;
    }
}
