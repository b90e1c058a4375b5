package meridian.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import meridian.base.Machine;
import meridian.base.NodeId;
import meridian.raft.StateMachine;

/** Runs ledgers in folders. */
final class LedgerHost implements Host {
    private final Path root;
    private final boolean forgetful;
    private int copies;

    LedgerHost(Path root, boolean forgetful) {
        this.root = root;
        this.forgetful = forgetful;
    }

    @Override
    public StateMachine open(NodeId node) {
        try {
            return new LedgerMachine(Files.createDirectories(root.resolve(node.name())), forgetful);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void crash(NodeId node, StateMachine machine) {}

    @Override
    public void wipe(NodeId node) {
        Machine.disk().delete(root.resolve(node.name()));
    }

    @Override
    public Path incoming(NodeId node) {
        return root.resolve("incoming-" + node + "-" + ++copies);
    }
}
