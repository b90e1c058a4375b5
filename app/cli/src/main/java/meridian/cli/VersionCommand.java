package meridian.cli;

import java.util.concurrent.Callable;
import meridian.node.Version;
import picocli.CommandLine.Command;

@Command(
        name = "version",
        description = "Shows the versions of Meridian and Java.",
        footer = {"", "Examples:", "  meridian version"})
final class VersionCommand implements Callable<Integer> {
    private final Screen screen;

    VersionCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        screen.say("meridian " + Version.MERIDIAN + " (speaks the API of etcd " + Version.ETCD + "), Java "
                + Runtime.version());
        return ExitCode.OK;
    }
}
