package meridian.node;

import java.nio.file.Path;
import java.util.Optional;
import meridian.base.Disk;
import meridian.base.NodeId;
import meridian.base.Randomness;
import meridian.store.AuditLog;

/** A node's data folder while the node uses it: locked, and known to be this node's. */
public final class DataFolder implements AutoCloseable {
    private static final String IDENTITY = "identity.json";
    private static final String LOG = "node.log";
    private static final String RAFT = "raft";
    private static final String STORE = "store";

    private final Path path;
    private final Identity identity;
    private final FolderLock lock;

    private DataFolder(Path path, Identity identity, FolderLock lock) {
        this.path = path;
        this.identity = identity;
        this.lock = lock;
    }

    /** Throws {@link Refusal} if the folder is in use, belongs to somebody else or is damaged. */
    static DataFolder open(Path path, String cluster, NodeId node, Disk disk, Randomness randomness) {
        disk.makeFolders(path);
        FolderLock lock = FolderLock.take(path).orElseThrow(() -> inUse(path));
        try {
            return new DataFolder(path, identify(path, cluster, node, disk, randomness), lock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Refusal inUse(Path path) {
        String holder = FolderLock.holder(path).map(pid -> "process " + pid).orElse("another process");
        return new Refusal("The data folder " + path + " is in use by " + holder
                + ": stop that one first, or give this node a folder of its own (node.data).");
    }

    private static Identity identify(Path path, String cluster, NodeId node, Disk disk, Randomness randomness) {
        Path file = path.resolve(IDENTITY);
        Optional<Identity> found = read(file, node, disk);
        if (found.isEmpty()) {
            refuseForeignFiles(path, disk);
            Identity fresh = Identity.draw(cluster, node, randomness);
            fresh.write(disk, file);
            return fresh;
        }
        Identity identity = found.get();
        if (!identity.cluster().equals(cluster)) {
            throw new Refusal("The data folder " + path + " belongs to cluster '" + identity.cluster() + "', not to '"
                    + cluster + "': use another folder (node.data), or correct cluster.name.");
        }
        if (!identity.node().equals(node)) {
            throw new Refusal("The data folder " + path + " belongs to node '" + identity.node() + "', not to '" + node
                    + "': use another folder (node.data), or correct node.id.");
        }
        return identity;
    }

    private static Optional<Identity> read(Path file, NodeId node, Disk disk) {
        try {
            return Identity.read(disk, file);
        } catch (Identity.DamagedIdentity e) {
            throw damaged(node, e);
        }
    }

    /** What a node says when it finds its data not to be what it wrote. */
    static Refusal damaged(NodeId node, Exception reason) {
        return new Refusal(node + "'s data is damaged: " + reason.getMessage() + ". It will not start from it."
                + " To rejoin empty: ./meridian up --rejoin " + node);
    }

    private static void refuseForeignFiles(Path path, Disk disk) {
        if (!isUntouched(path, disk)) {
            throw new Refusal("The data folder " + path + " is not empty and has no " + IDENTITY
                    + ": use an empty folder, or put the file back.");
        }
    }

    /** Is there nothing in it, or only what a start leaves that got no further? */
    private static boolean isUntouched(Path path, Disk disk) {
        return !disk.exists(path.resolve(RAFT))
                && !disk.exists(path.resolve(STORE))
                && disk.list(path).stream().allMatch(DataFolder::isOurs);
    }

    private static boolean isOurs(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.equals(FolderLock.NAME)
                || name.startsWith(LOG)
                || name.startsWith(AuditLog.FILE)
                || name.startsWith(IDENTITY);
    }

    /** Deletes a node's data for good, and nothing else; throws {@link Refusal} if the folder is none of a node. */
    public static void delete(Path path, Disk disk) {
        if (!disk.exists(path.resolve(IDENTITY)) && !isUntouched(path, disk)) {
            throw new Refusal(path + " is no data folder of Meridian (it has no " + IDENTITY
                    + ") and is not deleted: delete it yourself, or correct node.data.");
        }
        disk.delete(path.resolve(RAFT));
        disk.delete(path.resolve(STORE));
        disk.list(path).stream().filter(DataFolder::isOurs).forEach(disk::delete);
    }

    Identity identity() {
        return identity;
    }

    /** For the log, and copies of the state that arrive. */
    Path raft() {
        return path.resolve(RAFT);
    }

    Path store() {
        return path.resolve(STORE);
    }

    /** Where the audit log goes. */
    Path audit() {
        return path;
    }

    Path logFile() {
        return path.resolve(LOG);
    }

    @Override
    public void close() {
        lock.close();
    }
}
