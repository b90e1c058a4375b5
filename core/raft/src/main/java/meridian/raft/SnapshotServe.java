package meridian.raft;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import meridian.base.ByteReader;
import meridian.base.ByteWriter;
import meridian.base.Disk;
import meridian.base.Ticker;
import meridian.net.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets other members pull a copy of this node's state, file by file and piece by piece. */
final class SnapshotServe implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotServe.class);
    private static final int OPEN_MAX = 2;
    private static final long IDLE_NANOS_MAX = 60_000_000_000L;

    private final StateMachine machine;
    private final Disk disk;
    private final Ticker ticker;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("raft-snapshot-serve").factory());

    /** Only the reader thread touches what follows. */
    private final Map<Long, Open> open = new HashMap<>();

    private long lastId;

    private static final class Open {
        final StateMachine.Snapshot snapshot;
        final List<Path> files;
        long lastUsedNanos;

        Open(StateMachine.Snapshot snapshot, List<Path> files) {
            this.snapshot = snapshot;
            this.files = files;
        }
    }

    SnapshotServe(StateMachine machine, Disk disk, Ticker ticker) {
        this.machine = machine;
        this.disk = disk;
        this.ticker = ticker;
    }

    void start(Transport transport) {
        transport.serve(RaftServices.SNAPSHOT_OPEN, (from, request) -> onReader(this::openSnapshot));
        transport.serve(RaftServices.SNAPSHOT_READ, (from, request) -> onReader(() -> read(request)));
        transport.serve(RaftServices.SNAPSHOT_CLOSE, (from, request) -> onReader(() -> close(request)));
    }

    private CompletableFuture<byte[]> onReader(Supplier<byte[]> answer) {
        return CompletableFuture.supplyAsync(answer, reader);
    }

    /** Answers with an id, the position, and the files' names and sizes. */
    private byte[] openSnapshot() {
        closeIdle();
        if (open.size() >= OPEN_MAX) {
            throw new IllegalStateException(OPEN_MAX + " snapshots are being read already: try again later");
        }
        StateMachine.Snapshot snapshot = machine.snapshot();
        Open opened = new Open(snapshot, disk.list(snapshot.folder()));
        opened.lastUsedNanos = ticker.nanos();
        open.put(++lastId, opened);
        LOG.info(
                "snapshot {} at index {} is being read",
                lastId,
                snapshot.position().index());
        ByteWriter out = new ByteWriter(256)
                .varint(lastId)
                .varint(snapshot.position().term())
                .varint(snapshot.position().index())
                .varint(opened.files.size());
        opened.files.forEach(
                file -> out.text(String.valueOf(file.getFileName())).varint(disk.size(file)));
        return out.toArray();
    }

    private byte[] read(byte[] request) {
        ByteReader in = new ByteReader(request);
        long id = in.varint();
        Open opened = open.get(id);
        if (opened == null) {
            throw new IllegalStateException("snapshot " + id + " is not open (any more)");
        }
        opened.lastUsedNanos = ticker.nanos();
        return disk.read(opened.files.get((int) in.varint()), in.varint(), (int) in.varint());
    }

    private byte[] close(byte[] request) {
        Open opened = open.remove(new ByteReader(request).varint());
        if (opened != null) {
            opened.snapshot.close();
        }
        return new byte[0];
    }

    private void closeIdle() {
        for (Iterator<Open> each = open.values().iterator(); each.hasNext(); ) {
            Open opened = each.next();
            if (ticker.nanos() - opened.lastUsedNanos > IDLE_NANOS_MAX) {
                opened.snapshot.close();
                each.remove();
            }
        }
    }

    @Override
    public void close() {
        reader.execute(() -> {
            open.values().forEach(opened -> opened.snapshot.close());
            open.clear();
        });
        reader.shutdown();
    }
}
