package meridian.store;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import meridian.base.Disk;
import meridian.base.Machine;
import meridian.base.NodeId;
import meridian.raft.StateMachine;
import meridian.testkit.Host;

/** Runs the store's state machines on real folders. A crash leaves the files as they are at that moment. */
final class StoreHost implements Host {
    private static final StorageConfig CONFIG = new StorageConfig(1 << 20, 1 << 20, 64 << 10, 1);

    private final Path root;
    private final Truth truth;
    private final Disk disk = Machine.disk();
    private final Map<NodeId, Integer> lives = new TreeMap<>();
    private int copies;

    StoreHost(Path root, Truth truth) {
        this.root = root;
        this.truth = truth;
    }

    @Override
    public StateMachine open(NodeId node) {
        StoreMachine machine = StoreMachine.open(folder(node), CONFIG, disk);
        truth.follow(node, machine);
        return machine;
    }

    @Override
    public void crash(NodeId node, StateMachine machine) {
        Path before = folder(node);
        lives.merge(node, 1, Integer::sum);
        CrashCopy.take(before, folder(node));
        ((StoreMachine) machine).close();
        disk.delete(before);
    }

    @Override
    public void wipe(NodeId node) {
        disk.delete(folder(node));
    }

    @Override
    public Path incoming(NodeId node) {
        disk.makeFolders(root);
        return root.resolve("incoming-" + ++copies);
    }

    private Path folder(NodeId node) {
        return root.resolve(node + "-" + lives.getOrDefault(node, 0));
    }
}
