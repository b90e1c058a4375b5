package meridian.chaos.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import meridian.chaos.base.Folders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MechanismsTest {
    @TempDir
    private Path temporary = Path.of("");

    private Command.Result probe(String... environment) {
        List<String> line = new ArrayList<>(List.of("env"));
        line.addAll(List.of(environment));
        line.addAll(Programs.java(Probing.class, temporary.toString()));
        return new Command(line, "", Programs.PATIENCE).attempt();
    }

    @Test
    void on_a_whole_machine_everything_is_there() {
        Needs.require(EnumSet.allOf(Mechanism.class));
        Mechanisms mechanisms = Mechanisms.probe(temporary);
        assertThat(mechanisms.missing(EnumSet.allOf(Mechanism.class))).isEmpty();
        assertThat(Traces.of(temporary)).isEmpty();
    }

    @Test
    void without_root_it_says_why_nothing_is_there() {
        Command.Result result = probe("-u", "MERIDIAN_OUTSIDE", "MERIDIAN_NOT_ISOLATED=that needs root");
        assertThat(result.output().lines())
                .contains("DISKS: There are no namespaces of our own: that needs root")
                .hasSize(1 + Mechanism.values().length);
    }

    @Test
    void a_command_that_is_missing_is_named_with_the_package_that_has_it() {
        Needs.require(EnumSet.allOf(Mechanism.class));
        Path commands = Folders.create(temporary.resolve("commands"));
        for (String command : List.of("ip", "unshare", "nsenter", "umount", "true")) {
            String found = Command.of("sh", "-c", "command -v \"$0\"", command).run();
            Path link = found.startsWith("/") ? Path.of(found) : Path.of("/bin", command);
            Attempt.to("link", () -> Files.createSymbolicLink(commands.resolve(command), link));
        }
        Command.Result result = probe("PATH=" + commands);
        assertThat(result.output())
                .contains("present: [HOSTS]")
                .containsPattern("\nDISKS: Cannot run `mkfs.ext4 .*\\(Debian package e2fsprogs\\)");
    }
}
