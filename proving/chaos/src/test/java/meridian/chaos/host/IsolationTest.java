package meridian.chaos.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The script that gives a harness its namespaces. */
class IsolationTest {
    private static final String ISOLATED =
            Path.of("src", "main", "launch", "isolated").toAbsolutePath().toString();

    private static final String LOOK = "readlink /proc/self/ns/net /proc/self/ns/mnt";

    @Test
    void a_command_gets_namespaces_of_its_own_with_a_loopback_that_works() {
        Needs.require(Set.of(Mechanism.HOSTS));
        String outside = Command.of("sh", "-c", LOOK).run();
        String inside = Command.of(ISOLATED, "sh", "-c", LOOK).run();
        assertThat(inside.lines()).doesNotContainAnyElementsOf(outside.lines().toList());
        assertThat(Command.of(ISOLATED, "sh", "-c", "echo \"$MERIDIAN_OUTSIDE\"")
                        .run())
                .isEqualTo(outside.replace('\n', ' '));
        assertThat(Command.of(ISOLATED, "ip", "-brief", "address", "show", "lo").run())
                .contains("127.0.0.1/8");
    }

    @Test
    void its_code_and_its_arguments_are_passed_on() {
        Command.Result result = Command.of(ISOLATED, "sh", "-c", "echo \"$1\"; exit 7", "sh", "two  words")
                .attempt();
        assertThat(result.code()).isEqualTo(7);
        assertThat(result.output()).isEqualTo("two  words");
    }

    @Test
    void without_root_the_command_runs_as_it_is_and_is_told_why() {
        Needs.require(Set.of(Mechanism.HOSTS));
        String said = Command.of(
                        "setpriv",
                        "--reuid",
                        "65534",
                        "--clear-groups",
                        "sh",
                        "-c",
                        LOOK + "; cat \"$0\" | sh -s -- sh -c '" + LOOK + "; echo \"$MERIDIAN_NOT_ISOLATED\"'",
                        ISOLATED)
                .run();
        String[] lines = said.split("\n", -1);
        assertThat(lines).hasSize(5);
        assertThat(lines[2]).isEqualTo(lines[0]);
        assertThat(lines[3]).isEqualTo(lines[1]);
        assertThat(lines[4]).isEqualTo("namespaces of its own need root, and this is nobody");
    }
}
