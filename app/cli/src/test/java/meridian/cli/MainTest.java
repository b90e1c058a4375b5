package meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import meridian.base.Disk;
import meridian.base.Machine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

class MainTest {
    private final Disk disk = Machine.disk();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path home;

    @Test
    void every_command_explains_itself() {
        for (CommandLine command : commands(commandLine())) {
            String name = command.getCommandSpec().qualifiedName();
            out.getBuffer().setLength(0);

            assertThat(execute((name + " --help").replaceFirst("meridian ", "").split(" ")))
                    .as(name)
                    .isEqualTo(ExitCode.OK);
            assertThat(out.toString()).as(name).startsWith("Usage: " + name);
        }
    }

    @Test
    void every_command_that_does_something_gives_an_example() {
        for (CommandLine command : commands(commandLine())) {
            UsageMessageSpec usage = command.getCommandSpec().usageMessage();
            if (command.getSubcommands().isEmpty() && !usage.hidden()) {
                String name = command.getCommandSpec().qualifiedName();
                assertThat(usage.footer()).as(name).contains("Examples:").anyMatch(line -> line.contains(name));
            }
        }
    }

    @Test
    void an_unknown_command_or_option_is_a_matter_of_usage() {
        assertThat(execute("fly")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("'fly'", "./meridian --help");
        assertThat(execute("kv", "get", "a", "--fast")).isEqualTo(ExitCode.USAGE);
        assertThat(execute("kv")).isEqualTo(ExitCode.USAGE);
        assertThat(execute()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void status_without_a_cluster_says_how_to_start_one() {
        assertThat(execute("status")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("There is no cluster in " + home.resolve("data"), "./meridian up");
    }

    @Test
    void status_shows_nodes_that_do_not_run() throws IOException {
        LocalCluster.create(home.resolve("data"), "", List.of(new NodeFile.Place("n1", "eu", 12_379)), disk);

        assertThat(execute("status", "--output=json")).isEqualTo(ExitCode.FAILED);
        var node = new ObjectMapper().readTree(out.toString()).path("nodes").path(0);
        assertThat(node.path("id").asText()).isEqualTo("n1");
        assertThat(node.path("region").asText()).isEqualTo("eu");
        assertThat(node.path("role").asText()).isEqualTo("stopped");
        assertThat(node.path("pid").isNull()).isTrue();
        assertThat(node.path("client").asText()).isEqualTo("127.0.0.1:12379");
        assertThat(node.path("metrics").asText()).isEqualTo("http://127.0.0.1:12381/metrics");
    }

    @Test
    void down_without_running_nodes_has_nothing_to_do() {
        assertThat(execute("down")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("No node runs");
    }

    @Test
    void up_with_a_bad_configuration_tells_all_problems_and_starts_nothing() {
        Path file = home.resolve("bad.yaml");
        disk.replace(file, "log: {level: loud}\nstroe: {}\n".getBytes(StandardCharsets.UTF_8));

        assertThat(execute("up", "--config", file.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("2 problems", "log.level", "stroe: no such key; did you mean store?");
        assertThat(disk.exists(home.resolve("data"))).isFalse();
    }

    @Test
    void up_with_ports_in_use_names_each_port_and_its_owner() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThat(execute("up", "--nodes=1", "--base-port=" + port)).isEqualTo(ExitCode.FAILED);
            assertThat(err.toString())
                    .contains(
                            "client.listen 127.0.0.1:" + port + " is in use by process "
                                    + ProcessHandle.current().pid(),
                            "--base-port");
        }
    }

    @Test
    void up_does_not_take_an_existing_cluster_for_another() {
        LocalCluster.create(home.resolve("data"), "", List.of(new NodeFile.Place("n1", "eu", 12_379)), disk);

        assertThat(execute("up", "--nodes=3")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("holds a cluster of 1", "--fresh", "--data");
    }

    @Test
    void the_only_node_cannot_rejoin() {
        LocalCluster.create(home.resolve("data"), "", List.of(new NodeFile.Place("n1", "eu", 12_379)), disk);

        assertThat(execute("up", "--rejoin=n1")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("n1 is the only node");
    }

    @Test
    void only_data_folders_are_deleted() {
        Path file = home.resolve("n1.yaml");
        Path precious = home.resolve("photos/holiday.jpg");
        disk.replace(file, "node: {id: n1, data: photos}".getBytes(StandardCharsets.UTF_8));
        disk.replace(precious, new byte[1]);

        assertThat(execute("up", "--config", file.toString(), "--fresh")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("no data folder of Meridian", "node.data");
        assertThat(disk.exists(precious)).isTrue();
        assertThat(disk.exists(file)).isTrue();
    }

    @Test
    void a_file_that_is_no_snapshot_makes_no_cluster() {
        Path file = home.resolve("backup.db");
        disk.replace(file, new byte[2_000]);

        assertThat(execute("snapshot", "restore", file.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("not a usable snapshot");
        assertThat(disk.exists(home.resolve("data"))).isFalse();
    }

    @Test
    void a_client_command_that_reaches_nobody_says_so() {
        assertThat(execute("kv", "get", "a", "--endpoints=127.0.0.1:1")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("127.0.0.1:1", "--endpoints").doesNotContain("\tat ");
    }

    @Test
    void a_file_that_is_no_snapshot_is_refused() {
        Path file = home.resolve("backup.db");
        disk.replace(file, new byte[2_000]);

        assertThat(execute("snapshot", "status", file.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("not a usable snapshot");
    }

    @Test
    void completion_knows_the_commands() {
        assertThat(execute("completion")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("snapshot", "--base-port");
    }

    private static List<CommandLine> commands(CommandLine command) {
        List<CommandLine> all = new ArrayList<>();
        command.getSubcommands().values().forEach(child -> {
            all.add(child);
            all.addAll(commands(child));
        });
        return all;
    }

    private int execute(String... words) {
        return commandLine().execute(words);
    }

    private CommandLine commandLine() {
        Screen screen = new Screen(new PrintWriter(out, true), new PrintWriter(err, true));
        return Main.commandLine(new Installation(home, home), screen, new ByteArrayInputStream(new byte[0]), disk);
    }
}
