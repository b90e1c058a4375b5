package meridian.chaos;

import static meridian.chaos.Commands.PATIENCE;
import static meridian.chaos.Commands.delete;
import static meridian.chaos.Commands.fifo;
import static meridian.chaos.Commands.keys;
import static meridian.chaos.Commands.open;
import static meridian.chaos.Commands.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import meridian.base.Machine;
import meridian.base.Ticker;
import meridian.chaos.Commands.Command;
import meridian.chaos.Experiment.Setting;
import meridian.chaos.base.Await;
import org.junit.jupiter.api.Test;

/** The command that runs another one under a lock, and the one that stands for election, as processes. */
class LockCommandTest {
    private static final Ticker TICKER = Machine.ticker();

    @Test
    void commands_run_under_locks_and_candidates_lead() {
        Experiment.run("lock-command", "", setting -> {
            setting.cluster().start();
            the_command_gets_its_fence_and_its_exit_code_is_passed_on(setting);
            the_next_one_runs_when_the_first_has_ended_with_a_greater_fence(setting);
            a_command_is_killed_when_its_lock_is_taken_away(setting);
            a_command_survives_the_death_of_the_node_it_talks_to(setting);
            a_dead_holder_is_replaced_when_its_lease_has_ended(setting);
            an_interrupted_command_lets_go_at_once(setting);
            a_candidate_leads_until_it_is_stopped(setting);
        });
    }

    private static void the_command_gets_its_fence_and_its_exit_code_is_passed_on(Setting setting) {
        Command command = run(setting, "first", "lock", "job", "--", "sh", "-c", "echo $MERIDIAN_FENCE; exit 7");
        assertThat(command.awaitExit()).isEqualTo(7);
        assertThat(Long.parseLong(command.output().strip())).isPositive();
        assertThat(keys(setting, "job/")).isEmpty();
    }

    private static void the_next_one_runs_when_the_first_has_ended_with_a_greater_fence(Setting setting) {
        String script = "echo $MERIDIAN_FENCE; read -r _ < " + fifo(setting, "go");
        Command first = run(setting, "one", "lock", "job", "--", "sh", "-c", script);
        first.awaitOutput();
        Command second = run(setting, "two", "lock", "job", "--", "sh", "-c", "echo $MERIDIAN_FENCE");
        Await.until("two stand in line", PATIENCE, () -> keys(setting, "job/").size() == 2);
        assertThat(second.output()).isEmpty();
        open(setting, "go");
        assertThat(first.awaitExit()).isZero();
        assertThat(second.awaitExit()).isZero();
        assertThat(Long.parseLong(second.output().strip()))
                .isGreaterThan(Long.parseLong(first.output().strip()));
    }

    private static void a_command_is_killed_when_its_lock_is_taken_away(Setting setting) {
        Command command =
                run(setting, "robbed", "lock", "job", "--ttl", "5", "--", "sh", "-c", "echo begun; sleep 300");
        command.awaitOutput();
        delete(setting, keys(setting, "job/").getFirst());
        assertThat(command.awaitExit()).isEqualTo(75);
        assertThat(command.output()).contains("was lost, the command was stopped: its key was removed");
    }

    private static void a_command_survives_the_death_of_the_node_it_talks_to(Setting setting) {
        String script = "echo begun; read -r _ < " + fifo(setting, "on");
        Command command = run(setting, "survivor", "lock", "job", "--", "sh", "-c", script);
        command.awaitOutput();
        NodeProcess first = setting.cluster().nodes().getFirst();
        first.kill();
        // Longer than its lease lives without a renewal.
        Await.pause(Duration.ofSeconds(12));
        assertThat(command.isAlive()).isTrue();
        setting.cluster().calm();
        open(setting, "on");
        assertThat(command.awaitExit()).isZero();
    }

    /** A second for the end of the lease to be seen, and the rest for a busy machine to start the next command. */
    private static void a_dead_holder_is_replaced_when_its_lease_has_ended(Setting setting) {
        Command first = run(setting, "dying", "lock", "job", "--ttl", "5", "--", "sh", "-c", "echo begun; sleep 300");
        first.awaitOutput();
        Command second = run(setting, "heir", "lock", "job", "--", "sh", "-c", "echo begun");
        Await.until("two stand in line", PATIENCE, () -> keys(setting, "job/").size() == 2);
        long killed = TICKER.nanos();
        first.process().descendants().forEach(ProcessHandle::destroyForcibly);
        first.process().destroyForcibly();
        second.awaitOutput();
        Duration took = TICKER.since(killed);
        System.out.println("a dead holder with a lease of 5 s was replaced after " + took.toMillis() + " ms");
        assertThat(took).isLessThan(Duration.ofSeconds(5 + 1 + 2));
        assertThat(second.awaitExit()).isZero();
    }

    private static void an_interrupted_command_lets_go_at_once(Setting setting) {
        Command command =
                run(setting, "interrupted", "lock", "job", "--ttl", "600", "--", "sh", "-c", "echo begun; sleep 300");
        command.awaitOutput();
        command.process().destroy();
        command.awaitExit();
        assertThat(keys(setting, "job/")).isEmpty();
    }

    private static void a_candidate_leads_until_it_is_stopped(Setting setting) {
        Command listener = run(setting, "listener", "elect", "--listen", "chair");
        Command ada = run(setting, "ada", "elect", "chair", "ada");
        ada.awaitOutput();
        Command bob = run(setting, "bob", "elect", "chair", "bob");
        Await.until("both stand", PATIENCE, () -> keys(setting, "chair/").size() == 2);
        assertThat(bob.output()).isEmpty();
        ada.process().destroy();
        ada.awaitExit();
        bob.awaitOutput();
        Await.until("all was heard", PATIENCE, () -> listener.output().contains("bob"));
        assertThat(listener.output().lines().filter(line -> !line.startsWith("chair/")))
                .containsExactly("ada", "bob");
        bob.process().destroy();
        bob.awaitExit();
        listener.process().destroy();
        listener.awaitExit();
    }
}
