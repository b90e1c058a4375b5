package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import meridian.base.Machine;
import meridian.raft.Position;
import meridian.raft.StateMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dies before each single change of the disk, and looks at what the next start finds. */
class CrashStepsTest {
    private static final int STEPS_MAX = 100;

    @TempDir
    Path temporary;

    @Test
    void a_crash_while_a_store_is_created_leaves_an_empty_store_or_none() {
        for (int steps = 0; steps < STEPS_MAX; steps++) {
            Path folder = temporary.resolve("store" + steps);
            DyingDisk disk = new DyingDisk(Machine.disk(), steps);
            boolean created = tryTo(
                    () -> StoreMachine.open(folder, MachineFixture.SMALL, disk).close());
            try (MachineFixture found = new MachineFixture(folder)) {
                assertThat(found.machine().applied()).isEqualTo(Position.START);
                found.put("a", "1");
                assertThat(found.get("a")).contains("1");
            }
            if (created) {
                return;
            }
        }
        throw new AssertionError("the store was never created");
    }

    @Test
    void a_crash_while_a_state_is_installed_leaves_the_old_or_the_new_one() {
        Path received = temporary.resolve("received");
        try (MachineFixture source = new MachineFixture(temporary.resolve("source"))) {
            source.put("a", "new");
            source.put("b", "new");
            try (StateMachine.Snapshot snapshot = source.machine().snapshot()) {
                CrashCopy.take(snapshot.folder(), received);
            }
        }
        boolean installed = false;
        for (int steps = 0; steps < STEPS_MAX && !installed; steps++) {
            installed = install(steps, received);
        }
        assertThat(installed).as("installed in the end").isTrue();
    }

    private boolean install(int steps, Path received) {
        Path folder = temporary.resolve("target" + steps);
        Path copy = temporary.resolve("copy" + steps);
        try (MachineFixture target = new MachineFixture(folder)) {
            target.put("a", "old");
        }
        Path mine = temporary.resolve("mine" + steps);
        CrashCopy.take(received, mine);
        int openingTakes = 12;
        DyingDisk disk = new DyingDisk(Machine.disk(), openingTakes + steps);
        StoreMachine machine = StoreMachine.open(folder, MachineFixture.SMALL, disk);
        boolean installed = tryTo(() -> machine.install(mine));
        CrashCopy.take(folder, copy);
        tryTo(machine::close);
        try (MachineFixture found = new MachineFixture(copy)) {
            List<String> all = found.list(RangeQuery.of(KeyRange.ALL));
            assertThat(all).isIn(List.of("a=old"), List.of("a=new", "b=new"));
            assertThat(installed && !all.equals(List.of("a=new", "b=new"))).isFalse();
        }
        return installed;
    }

    private static boolean tryTo(Runnable work) {
        try {
            work.run();
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
