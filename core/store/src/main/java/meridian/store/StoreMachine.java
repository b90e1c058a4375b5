package meridian.store;

import java.nio.file.Path;
import java.util.List;
import meridian.base.Bytes;
import meridian.base.Disk;
import meridian.raft.Entry;
import meridian.raft.Position;
import meridian.raft.Role;
import meridian.raft.StateMachine;

/** The replicated state: keys, leases, sessions and alarms on RocksDB, changed by the log and read through views. */
@SuppressWarnings("DoNotCallSuggester")
final class StoreMachine implements StateMachine, AutoCloseable {
    /**
     * Opens or creates the state in a folder and checks every byte of it.
     *
     * @throws DamagedData if something is not what was written
     */
    static StoreMachine open(Path folder, StorageConfig config, Disk disk) {
        throw new UnsupportedOperationException("" + folder + config + disk);
    }

    /** The newest state, to be closed by the caller. */
    View view() {
        throw new UnsupportedOperationException();
    }

    /** Adds a listener for all entries applied from now on. */
    void listen(AppliedListener listener) {
        throw new UnsupportedOperationException("" + listener);
    }

    Sizes sizes() {
        throw new UnsupportedOperationException();
    }

    /** Gives unused disk space back. Blocks; applying and reading go on. */
    void defragment() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Bytes> apply(Entry entry) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void skip(Position position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Position applied() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Position durable() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void persist() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Snapshot snapshot() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void install(Path folder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void roleChanged(Role role, long term) {
        throw new UnsupportedOperationException("" + role + term);
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    /**
     * @param onDisk bytes of all files
     * @param inUse bytes without what {@link #defragment} would give back, as far as known
     */
    record Sizes(long onDisk, long inUse) {}
}
