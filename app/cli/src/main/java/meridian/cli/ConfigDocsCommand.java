package meridian.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import meridian.base.Disk;
import meridian.node.ConfigGuide;
import picocli.CommandLine.Command;

@Command(
        name = "docs",
        description = "Writes docs/guides/configuration.md anew from the definitions in the code.",
        footer = {"", "Examples:", "  meridian config docs"})
final class ConfigDocsCommand implements Callable<Integer> {
    private final Installation installation;
    private final Screen screen;
    private final Disk disk;

    ConfigDocsCommand(Installation installation, Screen screen, Disk disk) {
        this.installation = installation;
        this.screen = screen;
        this.disk = disk;
    }

    @Override
    public Integer call() {
        Path guide = installation.home().resolve("docs/guides/configuration.md");
        disk.replace(guide, ConfigGuide.markdown().getBytes(StandardCharsets.UTF_8));
        screen.say("Wrote " + guide + ".");
        return ExitCode.OK;
    }
}
