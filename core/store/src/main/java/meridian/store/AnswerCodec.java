package meridian.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import meridian.base.ByteReader;
import meridian.base.ByteReader.Malformed;
import meridian.base.ByteWriter;
import meridian.base.Bytes;

/** Answers as bytes: how they travel from the state machine to whoever sent the command, and how a session keeps them. */
final class AnswerCodec {
    /** Commands that are answered with a number: all but those that have a codec of their own below. */
    static final AnswerCodec.Of<Long> NUMBER = new Of<>((writer, number) -> writer.varint(number), ByteReader::varint);

    static final AnswerCodec.Of<Store.TransactionResult> TRANSACTION =
            new Of<>(AnswerCodec::writeTransaction, AnswerCodec::readTransaction);
    static final AnswerCodec.Of<Store.Lease> LEASE = new Of<>(AnswerCodec::writeLease, AnswerCodec::readLease);
    static final AnswerCodec.Of<List<Store.Alarm>> ALARMS = new Of<>(AnswerCodec::writeAlarms, AnswerCodec::readAlarms);

    private static final int VERSION = 1;

    private static final int DONE = 1;
    private static final int REFUSED = 2;
    private static final int SESSION_EXPIRED = 3;
    private static final int FORGOTTEN = 4;
    private static final int MALFORMED = 5;

    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int READ = 3;
    private static final int NESTED = 4;

    private static final int CAPACITY = 48;

    private AnswerCodec() {}

    /** The answers to one kind of command. */
    record Of<T>(BiConsumer<ByteWriter, T> write, Function<ByteReader, T> read) {
        Bytes encode(Answer<T> answer) {
            ByteWriter writer = new ByteWriter(CAPACITY).u8(VERSION);
            switch (answer) {
                case Answer.Given<T>(Reply.Done<T>(T value, Reply.Header header)) ->
                    write.accept(writer.u8(DONE).varint(header.revision()).varint(header.term()), value);
                case Answer.Given<T>(Reply.Refused<T>(StoreError error)) ->
                    StoreErrorCodec.write(writer.u8(REFUSED), error);
                case Answer.SessionExpired<T>() -> writer.u8(SESSION_EXPIRED);
                case Answer.Forgotten<T>() -> writer.u8(FORGOTTEN);
                case Answer.Malformed<T>(String reason) -> writer.u8(MALFORMED).text(reason);
            }
            return Bytes.wrap(writer.toArray());
        }

        /** @throws Malformed if the bytes are not an answer */
        Answer<T> decode(Bytes bytes) {
            ByteReader reader = new ByteReader(bytes.array());
            int version = reader.u8();
            if (version != VERSION) {
                throw new Malformed("an answer of format " + version + " where " + VERSION + " is known");
            }
            int tag = reader.u8();
            return switch (tag) {
                case DONE -> readDone(reader);
                case REFUSED -> new Answer.Given<>(new Reply.Refused<>(StoreErrorCodec.read(reader)));
                case SESSION_EXPIRED -> new Answer.SessionExpired<>();
                case FORGOTTEN -> new Answer.Forgotten<>();
                case MALFORMED -> new Answer.Malformed<>(reader.text());
                default -> throw new Malformed("an unknown answer " + tag);
            };
        }

        private Answer<T> readDone(ByteReader reader) {
            Reply.Header header = new Reply.Header(reader.varint(), reader.varint());
            return new Answer.Given<>(new Reply.Done<>(read.apply(reader), header));
        }
    }

    private static void writeTransaction(ByteWriter writer, Store.TransactionResult result) {
        writer.bool(result.succeeded());
        writeResults(writer, result.results());
    }

    private static Store.TransactionResult readTransaction(ByteReader reader) {
        return new Store.TransactionResult(reader.bool(), readResults(reader, 0));
    }

    private static void writeResults(ByteWriter writer, List<Result> results) {
        writer.varint(results.size());
        for (Result result : results) {
            switch (result) {
                case Result.Put(Optional<KeyValue> previous) -> {
                    writer.u8(PUT).bool(previous.isPresent());
                    previous.ifPresent(keyValue -> writeKeyValue(writer, keyValue));
                }
                case Result.Delete(long count, List<KeyValue> previous) ->
                    writeKeyValues(writer.u8(DELETE).varint(count), previous);
                case Result.Read(List<KeyValue> keyValues, long count, boolean more) ->
                    writeKeyValues(writer.u8(READ).varint(count).bool(more), keyValues);
                case Result.Nested(boolean succeeded, List<Result> nested) ->
                    writeResults(writer.u8(NESTED).bool(succeeded), nested);
            }
        }
    }

    private static List<Result> readResults(ByteReader reader, int depth) {
        if (depth > TransactionCodec.NESTING_MAX) {
            throw new Malformed("results nested deeper than " + TransactionCodec.NESTING_MAX);
        }
        int count = reader.count();
        List<Result> results = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            results.add(readResult(reader, depth));
        }
        return results;
    }

    private static Result readResult(ByteReader reader, int depth) {
        int tag = reader.u8();
        return switch (tag) {
            case PUT -> new Result.Put(reader.bool() ? Optional.of(readKeyValue(reader)) : Optional.empty());
            case DELETE -> new Result.Delete(reader.varint(), readKeyValues(reader));
            case READ -> readRead(reader);
            case NESTED -> new Result.Nested(reader.bool(), readResults(reader, depth + 1));
            default -> throw new Malformed("an unknown result " + tag);
        };
    }

    private static Result.Read readRead(ByteReader reader) {
        long count = reader.varint();
        boolean more = reader.bool();
        return new Result.Read(readKeyValues(reader), count, more);
    }

    private static void writeKeyValues(ByteWriter writer, List<KeyValue> keyValues) {
        writer.varint(keyValues.size());
        for (KeyValue keyValue : keyValues) {
            writeKeyValue(writer, keyValue);
        }
    }

    private static List<KeyValue> readKeyValues(ByteReader reader) {
        int count = reader.count();
        List<KeyValue> keyValues = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            keyValues.add(readKeyValue(reader));
        }
        return keyValues;
    }

    private static void writeKeyValue(ByteWriter writer, KeyValue keyValue) {
        writer.bytes(keyValue.key())
                .bytes(keyValue.value())
                .varint(keyValue.createRevision())
                .varint(keyValue.modRevision())
                .varint(keyValue.version())
                .varint(keyValue.lease());
    }

    private static KeyValue readKeyValue(ByteReader reader) {
        return new KeyValue(
                reader.bytes(), reader.bytes(), reader.varint(), reader.varint(), reader.varint(), reader.varint());
    }

    private static void writeLease(ByteWriter writer, Store.Lease lease) {
        writer.varint(lease.id()).varint(lease.timeToLive().toSeconds());
    }

    private static Store.Lease readLease(ByteReader reader) {
        return new Store.Lease(reader.varint(), Duration.ofSeconds(reader.varint()));
    }

    private static void writeAlarms(ByteWriter writer, List<Store.Alarm> alarms) {
        writer.varint(alarms.size());
        for (Store.Alarm alarm : alarms) {
            StoreCodec.writeAlarm(writer, alarm);
        }
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
