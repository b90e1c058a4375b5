package meridian.chaos;

import static meridian.chaos.Commands.PATIENCE;
import static meridian.chaos.Commands.delete;
import static meridian.chaos.Commands.fifo;
import static meridian.chaos.Commands.keys;
import static meridian.chaos.Commands.open;
import static meridian.chaos.Commands.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import meridian.base.Bytes;
import meridian.chaos.Commands.Command;
import meridian.chaos.Experiment.Setting;
import meridian.chaos.base.Await;
import org.junit.jupiter.api.Test;

/** The command that runs another one while it holds permits, as processes. */
class SemaphoreCommandTest {
    @Test
    void commands_run_while_they_hold_permits() {
        Experiment.run("semaphore-command", "", setting -> {
            setting.cluster().start();
            without_a_number_it_says_what_to_do(setting);
            the_command_gets_its_fence_and_its_exit_code_is_passed_on(setting);
            as_many_run_as_there_are_permits(setting);
            the_number_is_shown_and_set(setting);
            more_than_there_are_is_refused(setting);
            a_command_is_killed_when_its_permits_are_taken_away(setting);
            a_command_waits_on_when_the_node_it_talks_to_dies(setting);
            an_interrupted_command_gives_its_permits_back_at_once(setting);
        });
    }

    private static List<Bytes> attempts(Setting setting) {
        return keys(setting, "pool/").stream()
                .filter(key -> !key.equals(Bytes.utf8("pool/permits")))
                .toList();
    }

    private static void without_a_number_it_says_what_to_do(Setting setting) {
        Command command = run(setting, "nobody", "semaphore", "pool", "--", "true");
        assertThat(command.awaitExit()).isEqualTo(1);
        assertThat(command.output()).contains("nobody has said how many permits there are");
    }

    private static void the_command_gets_its_fence_and_its_exit_code_is_passed_on(Setting setting) {
        String script = "echo $MERIDIAN_FENCE $MERIDIAN_PERMIT_KEY; exit 7";
        Command command = run(setting, "first", "semaphore", "pool", "--permits", "2", "--", "sh", "-c", script);
        assertThat(command.awaitExit()).isEqualTo(7);
        assertThat(command.output()).matches("[0-9]+ pool/[0-9a-f]+-1\\n");
        assertThat(attempts(setting)).isEmpty();
    }

    private static void as_many_run_as_there_are_permits(Setting setting) {
        String script = "echo begun; read -r _ < ";
        Command one = run(setting, "one", "semaphore", "pool", "--", "sh", "-c", script + fifo(setting, "one-goes"));
        Command two = run(setting, "two", "semaphore", "pool", "--", "sh", "-c", script + fifo(setting, "two-goes"));
        one.awaitOutput();
        two.awaitOutput();
        Command three = run(setting, "three", "semaphore", "pool", "--take", "2", "--", "echo", "begun");
        Await.until("three stand in line", PATIENCE, () -> attempts(setting).size() == 3);
        assertThat(three.output()).isEmpty();
        open(setting, "one-goes");
        assertThat(one.awaitExit()).isZero();
        assertThat(three.output()).isEmpty();
        open(setting, "two-goes");
        assertThat(two.awaitExit()).isZero();
        assertThat(three.awaitExit()).isZero();
        assertThat(attempts(setting)).isEmpty();
    }

    private static void the_number_is_shown_and_set(Setting setting) {
        Command shown = run(setting, "shown", "semaphore", "pool", "--permits", "9");
        assertThat(shown.awaitExit()).isZero();
        assertThat(shown.output().lines()).containsExactly("PERMITS  AVAILABLE", "2        2");
        Command set = run(setting, "set", "semaphore", "pool", "--set", "3", "--output", "json");
        assertThat(set.awaitExit()).isZero();
        assertThat(set.output()).contains("\"permits\" : 3").contains("\"available\" : 3");
    }

    private static void more_than_there_are_is_refused(Setting setting) {
        Command command = run(setting, "much", "semaphore", "pool", "--take", "4", "--", "true");
        assertThat(command.awaitExit()).isEqualTo(1);
        assertThat(command.output()).contains("4 permits were asked for, and there are 3 in all");
    }

    private static void a_command_is_killed_when_its_permits_are_taken_away(Setting setting) {
        Command command = run(
                setting,
                "robbed",
                "semaphore",
                "pool",
                "--take",
                "2",
                "--ttl",
                "5",
                "--",
                "sh",
                "-c",
                "echo begun; sleep 300");
        command.awaitOutput();
        delete(setting, attempts(setting).getFirst());
        assertThat(command.awaitExit()).isEqualTo(75);
        assertThat(command.output())
                .contains("The permits of 'pool' were lost, the command was stopped: its key was removed");
    }

    /** It asks another node for the same, and gets its permits once. */
    private static void a_command_waits_on_when_the_node_it_talks_to_dies(Setting setting) {
        String script = "echo begun; read -r _ < " + fifo(setting, "on");
        Command holder = run(setting, "holder", "semaphore", "pool", "--take", "3", "--", "sh", "-c", script);
        holder.awaitOutput();
        Command waiting = run(setting, "waiting", "semaphore", "pool", "--take", "3", "--", "echo", "begun");
        Await.until("two stand in line", PATIENCE, () -> attempts(setting).size() == 2);
        setting.cluster().nodes().getFirst().kill();
        // Longer than a lease lives without a renewal.
        Await.pause(Duration.ofSeconds(12));
        assertThat(holder.isAlive()).isTrue();
        assertThat(waiting.output()).isEmpty();
        setting.cluster().calm();
        open(setting, "on");
        assertThat(holder.awaitExit()).isZero();
        assertThat(waiting.awaitExit()).isZero();
        assertThat(attempts(setting)).isEmpty();
    }

    private static void an_interrupted_command_gives_its_permits_back_at_once(Setting setting) {
        Command command = run(
                setting, "interrupted", "semaphore", "pool", "--ttl", "600", "--", "sh", "-c", "echo begun; sleep 300");
        command.awaitOutput();
        command.process().destroy();
        command.awaitExit();
        assertThat(attempts(setting)).isEmpty();
    }
}
