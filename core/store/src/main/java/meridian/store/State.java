package meridian.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import meridian.base.ByteReader;
import meridian.base.ByteWriter;
import meridian.base.Bytes;
import meridian.raft.Position;

/**
 * The numbers that belong to the replicated state, one row that is written with every entry.
 *
 * @param compacted reads below it are refused
 * @param keys how many keys there are
 * @param written the size of all versions ever written
 * @param dead the size of all versions ever overwritten or deleted
 * @param reclaimed the part of {@code dead} that compactions gave back
 * @param lastSession the id of the session opened last: no later one may have it or a smaller one
 * @param quotaNode the node the quota comes from; empty while there is none
 */
record State(
        Position applied,
        long revision,
        long compacted,
        long keys,
        long written,
        long dead,
        long reclaimed,
        long lastSession,
        long quota,
        String quotaNode,
        List<Store.Alarm> alarms) {
    /** Before the first entry. */
    static final State EMPTY = new State(Position.START, 1, 0, 0, 0, 0, 0, 0, 0, "", List.of());

    private static final byte[] KEY = {'s'};
    private static final int VERSION = 1;
    /** What a version takes besides its key and value, about. */
    private static final long OVERHEAD_BYTES = 64;

    State {
        alarms = List.copyOf(alarms);
    }

    static long sizeOf(Version version) {
        return version.bytes() + OVERHEAD_BYTES;
    }

    static long sizeOf(Bytes key, Bytes value) {
        return key.length() + (long) value.length() + OVERHEAD_BYTES;
    }

    /** The size of all versions that can be read at some revision. */
    long size() {
        return written - reclaimed;
    }

    State at(Position position) {
        return new State(
                position, revision, compacted, keys, written, dead, reclaimed, lastSession, quota, quotaNode, alarms);
    }

    static State read(Stored stored) {
        return stored.row(Family.META, KEY).map(State::decode).orElse(EMPTY);
    }

    /** The state in a folder that nothing has open. */
    static State peek(Path folder) {
        return Database.peek(folder, KEY).map(State::decode).orElse(EMPTY);
    }

    void write(BatchBuilder batch) {
        ByteWriter writer = new ByteWriter(96)
                .u8(VERSION)
                .varint(applied.term())
                .varint(applied.index())
                .varint(revision)
                .varint(compacted)
                .varint(keys)
                .varint(written)
                .varint(dead)
                .varint(reclaimed)
                .varint(lastSession)
                .varint(quota)
                .text(quotaNode)
                .varint(alarms.size());
        alarms.forEach(alarm -> StoreCodec.writeAlarm(writer, alarm));
        batch.put(Family.META, KEY, writer.toArray());
    }

    private static State decode(byte[] row) {
        ByteReader reader = new ByteReader(row);
        int version = reader.u8();
        if (version != VERSION) {
            throw new ByteReader.Malformed("a state of format " + version + " where " + VERSION + " is known");
        }
        return new State(
                new Position(reader.varint(), reader.varint()),
                reader.varint(),
                reader.varint(),
                reader.varint(),
                reader.varint(),
                reader.varint(),
                reader.varint(),
                reader.varint(),
                reader.varint(),
                reader.text(),
                readAlarms(reader));
    }

    private static List<Store.Alarm> readAlarms(ByteReader reader) {
        int count = reader.count();
        List<Store.Alarm> alarms = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            alarms.add(StoreCodec.readAlarm(reader));
        }
        return alarms;
    }
}
