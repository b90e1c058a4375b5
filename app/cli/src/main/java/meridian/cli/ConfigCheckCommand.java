package meridian.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import meridian.base.Disk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        description = "Says everything that is wrong with a configuration file.",
        footer = {"", "Examples:", "  meridian config check /etc/meridian.yaml"})
final class ConfigCheckCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    private final Screen screen;
    private final Disk disk;

    ConfigCheckCommand(Screen screen, Disk disk) {
        this.screen = screen;
        this.disk = disk;
    }

    @Override
    public Integer call() {
        ConfigFile checked = ConfigFile.read(file.toAbsolutePath().normalize(), disk);
        screen.say(checked.path() + " is fine.");
        return ExitCode.OK;
    }
}
