package meridian.store;

import java.util.ArrayList;
import java.util.List;
import meridian.base.ByteReader;
import meridian.base.ByteReader.Malformed;
import meridian.base.ByteWriter;
import meridian.base.Bytes;
import meridian.base.NodeId;

/**
 * Commands as bytes. The first byte is the format's version, the second says which command it is. Entries live long:
 * what was written once must stay readable, so a tag never gets another meaning.
 */
final class StoreCodec {
    private static final int VERSION = 1;

    private static final int TRANSACT = 1;
    private static final int COMPACT = 2;
    private static final int GRANT_LEASE = 3;
    private static final int REVOKE_LEASE = 4;
    private static final int EXPIRE_LEASES = 5;
    private static final int OPEN_SESSION = 6;
    private static final int CLOSE_SESSION = 7;
    private static final int CHANGE_ALARM = 8;
    private static final int SET_QUOTA = 9;
    private static final int CHANGE_ACCESS = 10;
    private static final int ON_BEHALF = 11;

    private static final int ALARM_RAISE = 1;
    private static final int ALARM_CLEAR = 2;
    private static final int ALARM_LIST = 3;

    private StoreCodec() {}

    static Bytes encode(StoreCommand command) {
        ByteWriter writer = new ByteWriter(capacity(command)).u8(VERSION);
        write(writer, command);
        return Bytes.wrap(writer.toArray());
    }

    private static void write(ByteWriter writer, StoreCommand command) {
        switch (command) {
            case StoreCommand.Transact(Transaction transaction) ->
                TransactionCodec.write(writer.u8(TRANSACT), transaction);
            case StoreCommand.Compact(long revision) -> writer.u8(COMPACT).varint(revision);
            case StoreCommand.GrantLease(long id, long seconds) ->
                writer.u8(GRANT_LEASE).varint(id).varint(seconds);
            case StoreCommand.RevokeLease(long id) -> writer.u8(REVOKE_LEASE).varint(id);
            case StoreCommand.ExpireLeases expire -> writeExpiry(writer.u8(EXPIRE_LEASES), expire);
            case StoreCommand.OpenSession(long nonce) -> writer.u8(OPEN_SESSION).u64(nonce);
            case StoreCommand.CloseSession(long session) ->
                writer.u8(CLOSE_SESSION).varint(session);
            case StoreCommand.ChangeAlarm(Store.AlarmChange change) -> writeChange(writer.u8(CHANGE_ALARM), change);
            case StoreCommand.SetQuota(NodeId node, long bytes) ->
                writer.u8(SET_QUOTA).text(node.name()).varint(bytes);
            case StoreCommand.ChangeAccess(AccessChange change) ->
                AccessCodec.writeChange(writer.u8(CHANGE_ACCESS), change);
            case StoreCommand.OnBehalf(Caller caller, StoreCommand inner) -> {
                AccessCodec.writeCaller(writer.u8(ON_BEHALF), caller);
                write(writer, inner);
            }
        }
    }

    /** @throws Malformed if the bytes are not a command */
    static StoreCommand decode(Bytes bytes) {
        ByteReader reader = new ByteReader(bytes.array());
        int version = reader.u8();
        if (version != VERSION) {
            throw new Malformed("a command of format " + version + " where " + VERSION + " is known");
        }
        StoreCommand command = read(reader);
        if (reader.hasMore()) {
            throw new Malformed("a command that goes on after its end at " + reader.position());
        }
        return command;
    }

    private static StoreCommand read(ByteReader reader) {
        int tag = reader.u8();
        return switch (tag) {
            case TRANSACT -> new StoreCommand.Transact(TransactionCodec.read(reader));
            case COMPACT -> new StoreCommand.Compact(reader.varint());
            case GRANT_LEASE -> new StoreCommand.GrantLease(reader.varint(), reader.varint());
            case REVOKE_LEASE -> new StoreCommand.RevokeLease(reader.varint());
            case EXPIRE_LEASES -> readExpiry(reader);
            case OPEN_SESSION -> new StoreCommand.OpenSession(reader.u64());
            case CLOSE_SESSION -> new StoreCommand.CloseSession(reader.varint());
            case CHANGE_ALARM -> new StoreCommand.ChangeAlarm(readChange(reader));
            case SET_QUOTA -> new StoreCommand.SetQuota(readNode(reader), reader.varint());
            case CHANGE_ACCESS -> new StoreCommand.ChangeAccess(AccessCodec.readChange(reader));
            case ON_BEHALF -> readBehalf(reader);
            default -> throw new Malformed("an unknown command " + tag);
        };
    }

    /** A transaction is most of the traffic: its keys and values should not make the buffer grow step by step. */
    private static int capacity(StoreCommand command) {
        return switch (command) {
            case StoreCommand.Transact(Transaction transaction) -> 16 + TransactionCodec.estimate(transaction);
            case StoreCommand.OnBehalf(Caller _, StoreCommand inner) -> 32 + capacity(inner);
            default -> 32;
        };
    }

    private static StoreCommand readBehalf(ByteReader reader) {
        Caller caller = AccessCodec.readCaller(reader);
        StoreCommand inner = read(reader);
        if (inner instanceof StoreCommand.OnBehalf) {
            throw new Malformed("a command on behalf of a caller on behalf of another one");
        }
        return new StoreCommand.OnBehalf(caller, inner);
    }

    private static void writeExpiry(ByteWriter writer, StoreCommand.ExpireLeases expire) {
        writer.varint(expire.term()).varint(expire.ids().size());
        for (long id : expire.ids()) {
            writer.varint(id);
        }
    }

    private static StoreCommand.ExpireLeases readExpiry(ByteReader reader) {
        long term = reader.varint();
        int count = reader.count();
        List<Long> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ids.add(reader.varint());
        }
        return new StoreCommand.ExpireLeases(term, ids);
    }

    private static void writeChange(ByteWriter writer, Store.AlarmChange change) {
        switch (change) {
            case Store.AlarmChange.Raise(Store.Alarm alarm) -> writeAlarm(writer.u8(ALARM_RAISE), alarm);
            case Store.AlarmChange.Clear(Store.Alarm alarm) -> writeAlarm(writer.u8(ALARM_CLEAR), alarm);
            case Store.AlarmChange.ListAll() -> writer.u8(ALARM_LIST);
        }
    }

    private static Store.AlarmChange readChange(ByteReader reader) {
        int tag = reader.u8();
        return switch (tag) {
            case ALARM_RAISE -> new Store.AlarmChange.Raise(readAlarm(reader));
            case ALARM_CLEAR -> new Store.AlarmChange.Clear(readAlarm(reader));
            case ALARM_LIST -> new Store.AlarmChange.ListAll();
            default -> throw new Malformed("an unknown change of alarms " + tag);
        };
    }

    static void writeAlarm(ByteWriter writer, Store.Alarm alarm) {
        Codes.ALARM.write(writer.text(alarm.node().name()), alarm.kind());
    }

    static Store.Alarm readAlarm(ByteReader reader) {
        NodeId node = readNode(reader);
        return new Store.Alarm(node, Codes.ALARM.read(reader));
    }

    static NodeId readNode(ByteReader reader) {
        String name = reader.text();
        try {
            return new NodeId(name);
        } catch (IllegalArgumentException e) {
            throw new Malformed("'" + name + "' where a node id was expected");
        }
    }
}
