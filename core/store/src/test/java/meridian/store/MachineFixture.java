package meridian.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.base.Machine;
import meridian.base.Timestamp;
import meridian.raft.Command;
import meridian.raft.Entry;
import meridian.raft.Position;

/** A state machine with a log of its own in front of it, so that tests speak in commands and answers. */
final class MachineFixture implements AutoCloseable {
    static final StorageConfig SMALL = new StorageConfig(4 << 20, 4 << 20, 64 << 10, 1);

    private final List<Entry> log = new ArrayList<>();
    private final Path folder;
    private StoreMachine machine;
    private long term = 1;
    private long clock = 1_000;

    MachineFixture(Path folder) {
        this.folder = folder;
        this.machine = StoreMachine.open(folder, SMALL, Machine.disk());
    }

    StoreMachine machine() {
        return machine;
    }

    List<Entry> log() {
        return log;
    }

    void term(long newTerm) {
        term = newTerm;
    }

    void clock(long newClock) {
        clock = newClock;
    }

    List<Bytes> apply(List<Command> commands) {
        Entry entry = new Entry(new Position(term, log.size()), new Timestamp(clock), commands);
        clock += 10;
        log.add(entry);
        return machine.apply(entry);
    }

    Bytes apply(StoreCommand command) {
        return apply(List.of(Command.sessionless(StoreCodec.encode(command)))).getFirst();
    }

    Reply<Store.TransactionResult> transact(Transaction transaction) {
        return given(AnswerCodec.TRANSACTION, apply(new StoreCommand.Transact(transaction)));
    }

    /** Returns the revision. */
    long put(String key, String value) {
        return revision(transact(Transaction.of(Operation.Put.of(bytes(key), bytes(value)))));
    }

    long put(String key, String value, long lease) {
        return revision(
                transact(Transaction.of(new Operation.Put(bytes(key), bytes(value), lease, false, false, false))));
    }

    long delete(String key) {
        return revision(transact(Transaction.of(new Operation.Delete(KeyRange.single(bytes(key)), false))));
    }

    Reply<Long> number(StoreCommand command) {
        return given(AnswerCodec.NUMBER, apply(command));
    }

    Reply<Store.Lease> grant(long id, long seconds) {
        return given(AnswerCodec.LEASE, apply(new StoreCommand.GrantLease(id, seconds)));
    }

    /** The key's value as text. */
    Optional<String> get(String key) {
        try (View view = machine.view()) {
            return view.get(bytes(key)).map(keyValue -> keyValue.value().toUtf8());
        }
    }

    Reply<Result.Read> read(RangeQuery query) {
        try (View view = machine.view()) {
            return view.read(query);
        }
    }

    /** The keys with their values, as text, like {@code a=1}. */
    List<String> list(RangeQuery query) {
        return texts(value(read(query)).keyValues());
    }

    static List<String> texts(List<KeyValue> keyValues) {
        return keyValues.stream()
                .map(keyValue ->
                        keyValue.key().toUtf8() + "=" + keyValue.value().toUtf8())
                .toList();
    }

    /** Closes and opens again. */
    void restart() {
        machine.close();
        machine = StoreMachine.open(folder, SMALL, Machine.disk());
    }

    @Override
    public void close() {
        machine.close();
    }

    static Bytes bytes(String text) {
        return Bytes.utf8(text);
    }

    static <T> Reply<T> given(AnswerCodec.Of<T> codec, Bytes answer) {
        if (codec.decode(answer) instanceof Answer.Given<T>(Reply<T> reply)) {
            return reply;
        }
        throw new AssertionError("no reply but " + codec.decode(answer));
    }

    static <T> T value(Reply<T> reply) {
        return switch (reply) {
            case Reply.Done<T>(T value, Reply.Header _) -> value;
            case Reply.Refused<T>(StoreError error) -> throw new AssertionError("refused: " + error);
        };
    }

    static <T> long revision(Reply<T> reply) {
        return switch (reply) {
            case Reply.Done<T>(T _, Reply.Header header) -> header.revision();
            case Reply.Refused<T>(StoreError error) -> throw new AssertionError("refused: " + error);
        };
    }

    static <T> StoreError error(Reply<T> reply) {
        return switch (reply) {
            case Reply.Done<T>(T value, Reply.Header _) -> throw new AssertionError("not refused: " + value);
            case Reply.Refused<T>(StoreError error) -> error;
        };
    }
}
