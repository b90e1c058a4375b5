package meridian.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Writes a script that makes bash or zsh complete commands and options.",
        footer = {"", "Examples:", "  source <(./meridian completion)"})
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    private final Screen screen;

    CompletionCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        CommandSpec root = Objects.requireNonNull(spec, "picocli sets it").root();
        screen.say(AutoComplete.bash(root.name(), root.commandLine()));
        return ExitCode.OK;
    }
}
