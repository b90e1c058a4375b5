package meridian.raft;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import meridian.base.ByteReader;
import meridian.base.ByteWriter;
import meridian.base.Bytes;
import meridian.base.Disk;
import meridian.base.Machine;

/** The simplest state machine there is: it remembers all commands in order, and answers with how many there are. */
final class Ledger implements StateMachine {
    private static final String FILE = "ledger";

    private final Disk disk = Machine.disk();
    private final Path folder;
    private List<Bytes> lines = new ArrayList<>();
    private Position applied = Position.START;
    private Position durable = Position.START;
    private int installs;
    private Role role = Role.FOLLOWER;
    private int snapshots;

    Ledger(Path folder) {
        this.folder = folder;
        disk.makeFolders(folder);
        if (disk.exists(folder.resolve(FILE))) {
            load(folder.resolve(FILE));
        }
    }

    @Override
    public synchronized List<Bytes> apply(Entry entry) {
        List<Bytes> results = new ArrayList<>();
        for (Command command : entry.commands()) {
            lines.add(command.body());
            results.add(Bytes.utf8(String.valueOf(lines.size())));
        }
        applied = entry.position();
        return results;
    }

    @Override
    public synchronized void skip(Position position) {
        applied = position;
    }

    @Override
    public synchronized Position applied() {
        return applied;
    }

    @Override
    public synchronized Position durable() {
        return durable;
    }

    @Override
    public synchronized void persist() {
        disk.replace(folder.resolve(FILE), encode());
        durable = applied;
    }

    private byte[] encode() {
        ByteWriter out = new ByteWriter(1024).varint(applied.term()).varint(applied.index());
        out.varint(lines.size());
        lines.forEach(out::bytes);
        return out.toArray();
    }

    private void load(Path file) {
        ByteReader in = new ByteReader(disk.read(file));
        applied = new Position(in.varint(), in.varint());
        durable = applied;
        lines = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            lines.add(in.bytes());
        }
    }

    @Override
    public synchronized Snapshot snapshot() {
        Path copy = folder.resolve("snapshot-" + ++snapshots);
        disk.makeFolders(copy);
        disk.replace(copy.resolve(FILE), encode());
        Position position = applied;
        return new Snapshot() {
            @Override
            public Position position() {
                return position;
            }

            @Override
            public Path folder() {
                return copy;
            }

            @Override
            public void close() {
                disk.delete(copy);
            }
        };
    }

    @Override
    public synchronized void install(Path received) {
        disk.rename(received.resolve(FILE), folder.resolve(FILE));
        disk.delete(received);
        load(folder.resolve(FILE));
        installs++;
    }

    /** How often the state came from another node. */
    synchronized int installs() {
        return installs;
    }

    @Override
    public synchronized void roleChanged(Role newRole, long term) {
        role = newRole;
    }

    synchronized Role role() {
        return role;
    }

    synchronized List<String> lines() {
        return lines.stream().map(Bytes::toUtf8).toList();
    }
}
