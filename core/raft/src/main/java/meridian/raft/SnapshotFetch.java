package meridian.raft;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import meridian.base.ByteReader;
import meridian.base.ByteWriter;
import meridian.base.Disk;
import meridian.base.NodeId;
import meridian.net.Service;
import meridian.net.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pulls a copy of another node's state.
 *
 * <p>The files are gathered in one folder, which gets its final name only when all of them are on the disk. From then on
 * the log may be cut behind the copy, so a copy under its final name is installed also after a crash.
 */
final class SnapshotFetch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFetch.class);
    private static final int PIECE_BYTES = 2 << 20;
    private static final Duration OPEN_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration PIECE_TIMEOUT = Duration.ofSeconds(30);

    record Received(Path folder, Position position) {}

    private record Remote(NodeId node, long id) {}

    private final Transport transport;
    private final Disk disk;
    private final Path gathering;
    private final Path complete;
    private final ExecutorService puller = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("raft-snapshot-fetch").factory());

    SnapshotFetch(Transport transport, Disk disk, Path folder) {
        this.transport = transport;
        this.disk = disk;
        this.gathering = folder.resolve("snapshot-gathering");
        this.complete = folder.resolve("snapshot-received");
    }

    /** The folder of a whole copy that a crash kept from being installed. */
    Optional<Path> leftover() {
        return disk.exists(complete) ? Optional.of(complete) : Optional.empty();
    }

    CompletableFuture<Received> fetch(NodeId from) {
        return CompletableFuture.supplyAsync(() -> pull(from), puller);
    }

    private Received pull(NodeId from) {
        LOG.info("pulling a snapshot from {}", from);
        ByteReader listing = new ByteReader(call(from, RaftServices.SNAPSHOT_OPEN, new byte[0], OPEN_TIMEOUT));
        Remote remote = new Remote(from, listing.varint());
        try {
            Position position = new Position(listing.varint(), listing.varint());
            disk.delete(gathering);
            disk.makeFolders(gathering);
            long bytes = pullFiles(remote, listing);
            disk.forceFolder(gathering);
            disk.delete(complete);
            disk.rename(gathering, complete);
            disk.forceFolder(complete.resolveSibling("."));
            LOG.info("pulled a snapshot at index {} from {}: {} bytes", position.index(), from, bytes);
            return new Received(complete, position);
        } finally {
            transport.call(from, RaftServices.SNAPSHOT_CLOSE, id(remote).toArray(), PIECE_TIMEOUT);
        }
    }

    private long pullFiles(Remote remote, ByteReader listing) {
        long bytes = 0;
        int files = listing.count();
        for (int file = 0; file < files; file++) {
            String name = listing.text();
            if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.startsWith(".")) {
                throw new IllegalStateException(remote.node + " offers a snapshot file named '" + name + "'");
            }
            long size = listing.varint();
            pullFile(remote, file, gathering.resolve(name), size);
            bytes += size;
        }
        return bytes;
    }

    private void pullFile(Remote remote, int file, Path target, long size) {
        try (Disk.Appender appender = disk.create(target)) {
            for (long offset = 0; offset < size; ) {
                byte[] request = id(remote)
                        .varint(file)
                        .varint(offset)
                        .varint(PIECE_BYTES)
                        .toArray();
                byte[] piece = call(remote.node, RaftServices.SNAPSHOT_READ, request, PIECE_TIMEOUT);
                if (piece.length == 0) {
                    throw new IllegalStateException(target.getFileName() + " ends at " + offset + " of " + size);
                }
                appender.write(piece);
                offset += piece.length;
            }
            appender.force();
        }
    }

    private static ByteWriter id(Remote remote) {
        return new ByteWriter(32).varint(remote.id);
    }

    private byte[] call(NodeId node, Service service, byte[] request, Duration timeout) {
        return transport.call(node, service, request, timeout).join();
    }

    @Override
    public void close() {
        puller.shutdownNow();
    }
}
