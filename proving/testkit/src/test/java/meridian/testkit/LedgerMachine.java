package meridian.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import meridian.base.ByteReader;
import meridian.base.ByteWriter;
import meridian.base.Bytes;
import meridian.raft.Command;
import meridian.raft.Entry;
import meridian.raft.Position;
import meridian.raft.Role;
import meridian.raft.StateMachine;

/** Writes down every command body once, in order, and answers with its line number. */
final class LedgerMachine implements StateMachine {
    private final Path folder;
    private final boolean forgetful;
    private final List<String> roles = new ArrayList<>();
    private List<Bytes> lines = new ArrayList<>();
    private Map<Long, Long> numbers = new TreeMap<>();
    private Position applied = Position.START;
    private Position durable = Position.START;

    /** @param forgetful does not notice requests that arrive twice */
    LedgerMachine(Path folder, boolean forgetful) {
        this.folder = folder;
        this.forgetful = forgetful;
        if (Files.exists(file(folder))) {
            load(folder);
            durable = applied;
        }
    }

    List<Bytes> lines() {
        return List.copyOf(lines);
    }

    List<String> roles() {
        return List.copyOf(roles);
    }

    @Override
    public List<Bytes> apply(Entry entry) {
        applied = entry.position();
        return entry.commands().stream().map(this::apply).toList();
    }

    private Bytes apply(Command command) {
        long line = numbers.getOrDefault(command.number(), (long) lines.size());
        if (line == lines.size() || forgetful) {
            line = lines.size();
            lines.add(command.body());
            numbers.put(command.number(), line);
        }
        return Bytes.utf8(Long.toString(line));
    }

    @Override
    public void skip(Position position) {
        applied = position;
    }

    @Override
    public Position applied() {
        return applied;
    }

    @Override
    public Position durable() {
        return durable;
    }

    @Override
    public void persist() {
        save(folder);
        durable = applied;
    }

    @Override
    public Snapshot snapshot() {
        try {
            Path copy = Files.createTempDirectory(folder, "copy");
            save(copy);
            return new Copy(applied, copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void install(Path from) {
        load(from);
        persist();
    }

    @Override
    public void roleChanged(Role role, long term) {
        roles.add(role + " " + term);
    }

    private void save(Path to) {
        ByteWriter writer = new ByteWriter(64).varint(applied.term()).varint(applied.index() + 1);
        writer.varint(lines.size());
        lines.forEach(writer::bytes);
        writer.varint(numbers.size());
        numbers.forEach((number, line) -> writer.varint(number).varint(line));
        try {
            Files.createDirectories(to);
            Files.write(file(to), writer.toArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void load(Path from) {
        try {
            ByteReader reader = new ByteReader(Files.readAllBytes(file(from)));
            applied = new Position(reader.varint(), reader.varint() - 1);
            lines = new ArrayList<>();
            for (long i = reader.varint(); i > 0; i--) {
                lines.add(reader.bytes());
            }
            numbers = new TreeMap<>();
            for (long i = reader.varint(); i > 0; i--) {
                numbers.put(reader.varint(), reader.varint());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(Path folder) {
        return folder.resolve("ledger");
    }

    private record Copy(Position position, Path folder) implements Snapshot {
        @Override
        public void close() {}
    }
}
