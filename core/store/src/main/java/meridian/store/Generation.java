package meridian.store;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import meridian.base.Disk;
import meridian.raft.Position;

/** One state from its opening until another node's state takes its place. */
final class Generation {
    private final Disk disk;
    private final Database database;
    private final Applier applier;
    private final Sweeper sweeper;
    private final ReentrantLock persisting = new ReentrantLock();
    private Seal seal;
    private volatile View view;
    private volatile Position durable;

    private Generation(Disk disk, Database database, Seal seal) {
        this.disk = disk;
        this.database = database;
        this.seal = seal;
        this.applier = new Applier(database);
        this.durable = applier.state().applied();
        this.view = new View(database, applier.state(), applier.access());
        this.sweeper = Sweeper.start(database, applier.state().compacted());
    }

    /**
     * Opens a state and checks every byte of it.
     *
     * @param whenClosed run once the files are no longer in use
     */
    static Generation open(Disk disk, Path folder, StorageConfig config, Runnable whenClosed) {
        Seal.check(disk, folder);
        Database database = Database.open(folder, config, whenClosed);
        return closeOnFailure(database, () -> {
            database.verify();
            return begin(disk, database);
        });
    }

    /** Creates an empty state in a folder that does not exist yet. */
    static Generation create(Disk disk, Path folder, StorageConfig config, Runnable whenClosed) {
        disk.makeFolders(folder);
        Database database = Database.open(folder, config, whenClosed);
        return closeOnFailure(database, () -> begin(disk, database));
    }

    private static Generation begin(Disk disk, Database database) {
        Seal seal = new Seal(disk, database.folder());
        seal.write();
        return new Generation(disk, database, seal);
    }

    private static Generation closeOnFailure(Database database, Supplier<Generation> open) {
        try {
            return open.get();
        } catch (RuntimeException e) {
            database.release();
            throw e;
        }
    }

    Database database() {
        return database;
    }

    Applier applier() {
        return applier;
    }

    State state() {
        return view.state();
    }

    /** The newest view, to be closed by the caller; it may have been closed for good if the generation is over. */
    View view() {
        return view;
    }

    /** Makes what was applied visible. */
    void publish() {
        View before = view;
        View next = new View(database, applier.state(), applier.access());
        view = next;
        before.close();
        if (next.compactedRevision() > before.compactedRevision()) {
            sweeper.sweepBefore(next.compactedRevision());
        }
    }

    Position durable() {
        return durable;
    }

    /** The lock is held while the disk works because that is what it is for: one seal is written at a time. */
    void persist() {
        persisting.lock();
        try {
            Position position = state().applied();
            database.flush();
            if (seal.isOutdated()) {
                seal = new Seal(disk, database.folder());
            }
            seal.write();
            durable = position;
        } finally {
            persisting.unlock();
        }
    }

    /** Lets go of the database, which closes when the last view of it is closed. */
    void close() {
        sweeper.close();
        applier.close();
        view.close();
        database.release();
    }
}
