package meridian.node;

import java.nio.file.Path;
import meridian.base.Disk;
import meridian.base.Machine;
import meridian.raft.Position;
import meridian.store.SnapshotArchive;
import meridian.store.StoreMachine;

/** Makes data folders of a new cluster from a snapshot of an old one. No node may run meanwhile. */
public final class Restoration {
    private static final long TERM_FIRST = 1;
    private static final String EXTRACTED = "restoring";

    private final Disk disk;
    private final Path archive;

    public Restoration(Disk disk, Path archive) {
        this.disk = disk;
        this.archive = archive;
    }

    /** Gives a node of the new cluster, which must not have data yet, the state of the snapshot. */
    public void into(NodeConfig config) {
        Path folder = config.node().data();
        try (DataFolder data = DataFolder.open(
                        folder, config.cluster().name(), config.node().id(), disk, Machine.randomness());
                StoreMachine machine =
                        StoreMachine.open(data.store(), config.store().storage(), disk)) {
            Path extracted = folder.resolve(EXTRACTED);
            new SnapshotArchive(disk).extract(archive, extracted);
            machine.install(extracted);
            // The new cluster counts its terms from the beginning, and its log goes on behind the snapshot.
            machine.skip(new Position(TERM_FIRST, machine.applied().index() + 1));
        }
    }
}
