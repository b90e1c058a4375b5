package meridian.store;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import meridian.base.Bytes;
import meridian.base.Disk;
import meridian.raft.Entry;
import meridian.raft.Position;
import meridian.raft.Role;
import meridian.raft.StateMachine;

/** The replicated state: keys, leases, sessions and alarms on RocksDB, changed by the log and read through views. */
public final class StoreMachine implements StateMachine, AutoCloseable {
    private final Disk disk;
    private final StorageConfig config;
    private final StateFolders folders;
    private final List<AppliedListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong snapshots = new AtomicLong();
    private final ExecutorService cleanup = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("store-cleanup").factory());
    private volatile Generation generation;

    private StoreMachine(Disk disk, StorageConfig config, StateFolders folders) {
        this.disk = disk;
        this.config = config;
        this.folders = folders;
        this.generation = folders.hasActive() ? open(folders.active()) : create();
    }

    /**
     * Opens or creates the state in a folder and checks every byte of it.
     *
     * @throws DamagedData if something is not what was written
     */
    public static StoreMachine open(Path folder, StorageConfig config, Disk disk) {
        return new StoreMachine(disk, config, new StateFolders(disk, folder));
    }

    private Generation open(Path folder) {
        return Generation.open(disk, folder, config, () -> closed(folder));
    }

    private Generation create() {
        Path folder = folders.reserve();
        Generation created = Generation.create(disk, folder, config, () -> closed(folder));
        return activate(folder, created);
    }

    private Generation activate(Path folder, Generation opened) {
        try {
            folders.activate(folder);
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void closed(Path folder) {
        try {
            // The last reader may be a thread that must not wait for the disk.
            cleanup.execute(() -> folders.delete(folder));
        } catch (RejectedExecutionException _) {
            // Closed already: the next start deletes what is obsolete.
        }
    }

    /** The newest state, to be closed by the caller. */
    View view() {
        View view = generation.view();
        while (!view.hold()) {
            view = generation.view();
        }
        return view;
    }

    /** Who may do what, in the newest state. */
    Access access() {
        return generation.view().access();
    }

    /** Adds a listener for all entries applied from now on. */
    void listen(AppliedListener listener) {
        listeners.add(listener);
    }

    Sizes sizes() {
        return using(held -> {
            Database database = held.database();
            long onDisk = 0;
            for (Path file : disk.list(database.folder())) {
                onDisk += disk.exists(file) ? disk.size(file) : 0;
            }
            return new Sizes(onDisk, Math.min(onDisk, database.property("rocksdb.estimate-live-data-size")));
        });
    }

    /** Gives unused disk space back. Blocks; applying and reading go on. */
    void defragment() {
        using(held -> {
            held.database().compactFiles();
            return held;
        });
    }

    @Override
    public List<Bytes> apply(Entry entry) {
        Applier.Applied applied =
                generation.applier().apply(entry, listeners.stream().anyMatch(AppliedListener::wantsPrevious));
        generation.publish();
        tell(listener -> listener.applied(applied.changes()));
        return applied.answers();
    }

    @Override
    public void skip(Position position) {
        generation.applier().skip(position);
        generation.publish();
    }

    @Override
    public Position applied() {
        return generation.state().applied();
    }

    @Override
    public Position durable() {
        return generation.durable();
    }

    @Override
    public void persist() {
        using(held -> {
            held.persist();
            return held;
        });
    }

    @Override
    public Snapshot snapshot() {
        return using(held -> {
            disk.makeFolders(folders.snapshots());
            Path folder = folders.snapshots().resolve(String.valueOf(snapshots.incrementAndGet()));
            held.database().checkpoint(folder);
            new Seal(disk, folder).write();
            return new Copy(disk, folder, State.peek(folder).applied());
        });
    }

    @Override
    public void install(Path received) {
        Path folder = folders.reserve();
        disk.rename(received, folder);
        Generation next = activate(folder, openReceived(folder));
        Generation before = generation;
        generation = next;
        before.close();
        tell(AppliedListener::replaced);
    }

    private Generation openReceived(Path folder) {
        try {
            return open(folder);
        } catch (RuntimeException e) {
            closed(folder);
            throw e;
        }
    }

    @Override
    public void roleChanged(Role role, long term) {
        tell(listener -> listener.roleChanged(role, term));
    }

    @Override
    public void close() {
        try {
            persist();
        } finally {
            generation.close();
            cleanup.close();
        }
    }

    private void tell(Consumer<AppliedListener> news) {
        listeners.forEach(news);
    }

    /** The state may be replaced and closed meanwhile: whoever works on it must hold it. */
    private <T> T using(Function<Generation, T> work) {
        Generation held = generation;
        while (!held.database().hold()) {
            held = generation;
        }
        try {
            return work.apply(held);
        } finally {
            held.database().release();
        }
    }

    /**
     * @param onDisk bytes of all files
     * @param inUse bytes without what {@link #defragment} would give back, as far as known
     */
    record Sizes(long onDisk, long inUse) {}

    private record Copy(Disk disk, Path folder, Position position) implements Snapshot {
        @Override
        public void close() {
            disk.delete(folder);
        }
    }
}
