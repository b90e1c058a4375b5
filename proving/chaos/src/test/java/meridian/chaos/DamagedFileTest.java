package meridian.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import meridian.chaos.base.Folders;
import meridian.testkit.SeededRandomness;
import org.junit.jupiter.api.Test;

/** One byte of a stopped node's files is not what was written. */
class DamagedFileTest {
    private static final int BULK_TRANSACTIONS = 3;
    private static final String SEGMENT = "log_(inprogress_)?\\d+(-\\d+)?";
    private static final String TABLE = "\\d+\\.sst";

    @Test
    void a_node_with_a_damaged_file_refuses_to_start_and_rejoins_empty_when_told() {
        Experiment.run("damaged", NodeFile.SMALL, setting -> {
            setting.cluster().start();
            Bulk.load(setting.cluster().nodes().getFirst().place(), BULK_TRANSACTIONS, setting.randomness());
            NodeProcess victim = setting.randomness().pick(setting.cluster().nodes());
            victim.stop();
            requireRefusal(victim, SEGMENT, setting.randomness()).flip();
            requireRefusal(victim, TABLE, setting.randomness()).flip();
            victim.start();
            setting.cluster().awaitReady(victim);
            victim.kill();
            requireRefusal(victim, SEGMENT, setting.randomness()).flip();
            requireRefusal(victim, TABLE, setting.randomness());
            victim.wipe();
            victim.start();
            setting.cluster().awaitReady(victim);
            assertThat(Set.copyOf(setting.cluster().hashes().values())).hasSize(1);
        });
    }

    private static Damage requireRefusal(NodeProcess victim, String names, SeededRandomness randomness) {
        List<Path> files = Folders.find(
                victim.place().data(), file -> file.getFileName().toString().matches(names));
        Damage damage = Damage.flip(randomness.pick(files), randomness);
        String before = victim.output();
        victim.start();
        assertThat(victim.awaitExit()).as("exit code with %s", damage).isNotZero();
        assertThat(victim.output().substring(before.length()))
                .as("what it says with %s", damage)
                .contains("--rejoin " + victim.id());
        return damage;
    }
}
