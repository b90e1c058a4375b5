package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import meridian.base.Disk;
import meridian.base.Machine;
import meridian.raft.Entry;
import meridian.raft.Position;
import meridian.raft.StateMachine;
import meridian.testkit.Folders;
import meridian.testkit.SeededRandomness;
import meridian.testkit.SimulatedDisk;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A short life of a store, ended at each single change of the disk in turn. Whatever the next start finds must be the
 * state at some position of the log, not before what was said to be durable, and lead to the same end.
 */
class CrashSweepTest {
    private static final int CHANGES_MAX = 500;
    private static final int PERSISTED = 8;
    private static final int COPIED = 16;
    private static final int INSTALLED = 24;
    private static final int ALL = 30;
    private static final int POWER_SEEDS = 20;

    @TempDir
    Path temporary;

    private final List<Entry> log = new ArrayList<>();

    /** The state's hash behind each number of entries. */
    private final List<Reply<Store.HashResult>> hashes = new ArrayList<>();

    private Path received;
    private long newest;

    @BeforeEach
    void liveOnceWithoutACrash() {
        received = temporary.resolve("received");
        try (MachineFixture store = new MachineFixture(temporary.resolve("whole"))) {
            hashes.add(hash(store.machine()));
            for (int i = 0; i < ALL; i++) {
                change(store, i);
                hashes.add(hash(store.machine()));
                if (i + 1 == INSTALLED) {
                    try (StateMachine.Snapshot snapshot = store.machine().snapshot()) {
                        Folders.copy(snapshot.folder(), received);
                    }
                }
            }
            log.addAll(store.log());
        }
        assertThat(log).hasSize(ALL);
    }

    private void change(MachineFixture store, int number) {
        switch (number % 6) {
            case 0 -> store.grant(number + 1, 60);
            case 4 -> store.delete("key" + number % 4);
            case 5 -> store.number(new StoreCommand.Compact(newest));
            default -> newest = store.put("key" + number % 4, "value" + number);
        }
    }

    private static Reply<Store.HashResult> hash(StoreMachine machine) {
        try (View view = machine.view()) {
            return view.hash(0);
        }
    }

    @Test
    void whichever_change_is_the_last_the_store_comes_back_and_reaches_the_same_end() {
        for (int changes = 0; changes < CHANGES_MAX; changes++) {
            Path copy = temporary.resolve("copy" + changes);
            DyingDisk disk = new DyingDisk(Machine.disk(), changes);
            Life life = live(disk, temporary.resolve("store" + changes), copy);
            requireWhole(changes, life, copy);
            if (!disk.died()) {
                return;
            }
        }
        throw new AssertionError("it still dies after " + CHANGES_MAX + " changes");
    }

    /** How far one life came, as far as those outside it know. */
    private record Life(int applied, int durable) {}

    /** Applies, persists, gives a copy of itself away and takes another state in, until the disk dies. */
    private Life live(Disk disk, Path folder, Path copy) {
        Path mine = temporary.resolve("mine");
        Folders.copy(received, mine);
        Life life = new Life(0, 0);
        StoreMachine machine = null;
        try {
            machine = StoreMachine.open(folder, MachineFixture.SMALL, disk);
            apply(machine, PERSISTED);
            machine.persist();
            apply(machine, COPIED);
            machine.snapshot().close();
            machine.install(mine);
            apply(machine, ALL);
            machine.persist();
        } catch (UncheckedIOException e) {
            assertThat(e).hasMessageContaining("died");
        }
        if (machine != null) {
            life = new Life(count(machine.applied()), count(machine.durable()));
        }
        Machine.disk().makeFolders(folder);
        CrashCopy.take(folder, copy);
        close(machine);
        Machine.disk().delete(folder);
        Machine.disk().delete(mine);
        return life;
    }

    private static void close(@Nullable StoreMachine machine) {
        try {
            if (machine != null) {
                machine.close();
            }
        } catch (UncheckedIOException e) {
            assertThat(e).hasMessageContaining("died");
        }
    }

    private void requireWhole(int changes, Life life, Path folder) {
        StoreMachine machine = StoreMachine.open(folder, MachineFixture.SMALL, Machine.disk());
        int found = count(machine.applied());
        // An installed state may count before anybody is told so.
        assertThat(found)
                .as("entries after %d changes", changes)
                .isBetween(life.durable, Math.max(life.applied, life.applied < COPIED ? life.applied : INSTALLED));
        assertThat(hash(machine)).as("state after %d changes", changes).isEqualTo(hashes.get(found));
        apply(machine, ALL);
        assertThat(hash(machine)).as("end after %d changes", changes).isEqualTo(hashes.getLast());
        machine.close();
        Machine.disk().delete(folder);
    }

    private void apply(StoreMachine machine, int upTo) {
        for (int i = count(machine.applied()); i < upTo; i++) {
            machine.apply(log.get(i));
        }
    }

    private static int count(Position applied) {
        return (int) applied.index() + 1;
    }

    @Test
    void when_power_is_lost_at_any_change_either_folder_counts_and_nothing_is_in_the_way() {
        assertThat(LongStream.range(0, POWER_SEEDS)).allSatisfy(seed -> {
            boolean finished = false;
            for (int changes = 0; !finished; changes++) {
                finished = changeFolders(new SimulatedDisk(new SeededRandomness(seed)), changes);
                assertThat(changes).isLessThan(CHANGES_MAX);
            }
        });
    }

    private static boolean changeFolders(SimulatedDisk disk, int changes) {
        Path root = Path.of("/store");
        StateFolders folders = new StateFolders(disk, root);
        Path old = folders.reserve();
        disk.makeFolders(old);
        folders.activate(old);
        disk.dieAfter(changes);
        boolean done = false;
        try {
            Path next = folders.reserve();
            disk.makeFolders(next);
            folders.activate(next);
            folders.delete(old);
            done = true;
        } catch (UncheckedIOException e) {
            assertThat(e).hasMessageContaining("died");
        }
        SimulatedDisk left = disk.crashClone();
        StateFolders found = new StateFolders(left, root);
        assertThat(left.exists(found.active())).isTrue();
        assertThat(done && found.active().equals(old)).isFalse();
        Path another = found.reserve();
        assertThat(left.exists(another)).isFalse();
        return done;
    }
}
