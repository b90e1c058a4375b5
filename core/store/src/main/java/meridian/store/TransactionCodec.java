package meridian.store;

import java.util.ArrayList;
import java.util.List;
import meridian.base.ByteReader;
import meridian.base.ByteReader.Malformed;
import meridian.base.ByteWriter;
import meridian.base.Bytes;

/** Transactions as bytes, a part of {@link StoreCodec}'s format. */
final class TransactionCodec {
    /** How deep transactions may nest; deeper ones could exhaust the stack of a replica. */
    static final int NESTING_MAX = 16;

    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int READ = 3;
    private static final int NESTED = 4;

    private static final int WITH_PREVIOUS = 1;
    private static final int KEEP_VALUE = 2;
    private static final int KEEP_LEASE = 4;
    private static final int KEYS_ONLY = 1;
    private static final int COUNT_ONLY = 2;
    private static final int SERIALIZABLE = 4;

    private static final int OVERHEAD = 24;

    private TransactionCodec() {}

    static void write(ByteWriter writer, Transaction transaction) {
        writer.varint(transaction.comparisons().size());
        for (Comparison comparison : transaction.comparisons()) {
            writeComparison(writer, comparison);
        }
        writeSteps(writer, transaction.then());
        writeSteps(writer, transaction.otherwise());
    }

    static Transaction read(ByteReader reader) {
        return read(reader, 0);
    }

    private static Transaction read(ByteReader reader, int depth) {
        if (depth > NESTING_MAX) {
            throw new Malformed("transactions nested deeper than " + NESTING_MAX);
        }
        int count = reader.count();
        List<Comparison> comparisons = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            comparisons.add(readComparison(reader));
        }
        return new Transaction(comparisons, readSteps(reader, depth), readSteps(reader, depth));
    }

    /** About how many bytes the transaction takes. */
    static int estimate(Transaction transaction) {
        return OVERHEAD * (1 + transaction.comparisons().size())
                + estimate(transaction.then())
                + estimate(transaction.otherwise());
    }

    private static int estimate(List<Operation> steps) {
        int sum = 0;
        for (Operation step : steps) {
            sum += OVERHEAD;
            sum += switch (step) {
                case Operation.Put put -> put.key().length() + put.value().length();
                case Operation.Delete(KeyRange range, boolean _) -> estimate(range);
                case Operation.Read(RangeQuery query) -> estimate(query.range());
                case Operation.Nested(Transaction nested) -> estimate(nested);
            };
        }
        return sum;
    }

    private static int estimate(KeyRange range) {
        return range.start().length() + range.end().length();
    }

    private static void writeComparison(ByteWriter writer, Comparison comparison) {
        writeRange(writer, comparison.range());
        Codes.TARGET.write(writer, comparison.target());
        Codes.RELATION.write(writer, comparison.relation());
        writer.varint(comparison.number()).bytes(comparison.value());
    }

    private static Comparison readComparison(ByteReader reader) {
        return new Comparison(
                readRange(reader),
                Codes.TARGET.read(reader),
                Codes.RELATION.read(reader),
                reader.varint(),
                reader.bytes());
    }

    private static void writeSteps(ByteWriter writer, List<Operation> steps) {
        writer.varint(steps.size());
        for (Operation step : steps) {
            switch (step) {
                case Operation.Put put -> writePut(writer.u8(PUT), put);
                case Operation.Delete(KeyRange range, boolean withPrevious) ->
                    writeRange(writer.u8(DELETE).bool(withPrevious), range);
                case Operation.Read(RangeQuery query) -> writeQuery(writer.u8(READ), query);
                case Operation.Nested(Transaction nested) -> write(writer.u8(NESTED), nested);
            }
        }
    }

    private static List<Operation> readSteps(ByteReader reader, int depth) {
        int count = reader.count();
        List<Operation> steps = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            steps.add(readStep(reader, depth));
        }
        return steps;
    }

    private static Operation readStep(ByteReader reader, int depth) {
        int tag = reader.u8();
        return switch (tag) {
            case PUT -> readPut(reader);
            case DELETE -> readDelete(reader);
            case READ -> new Operation.Read(readQuery(reader));
            case NESTED -> new Operation.Nested(read(reader, depth + 1));
            default -> throw new Malformed("an unknown step " + tag);
        };
    }

    private static void writePut(ByteWriter writer, Operation.Put put) {
        int flags = (put.withPrevious() ? WITH_PREVIOUS : 0)
                | (put.keepValue() ? KEEP_VALUE : 0)
                | (put.keepLease() ? KEEP_LEASE : 0);
        writer.u8(flags).varint(put.lease()).bytes(put.key()).bytes(put.value());
    }

    private static Operation.Put readPut(ByteReader reader) {
        int flags = reader.u8();
        long lease = reader.varint();
        Bytes key = reader.bytes();
        Bytes value = reader.bytes();
        return new Operation.Put(
                key, value, lease, (flags & WITH_PREVIOUS) != 0, (flags & KEEP_VALUE) != 0, (flags & KEEP_LEASE) != 0);
    }

    private static Operation.Delete readDelete(ByteReader reader) {
        boolean withPrevious = reader.bool();
        return new Operation.Delete(readRange(reader), withPrevious);
    }

    private static void writeQuery(ByteWriter writer, RangeQuery query) {
        int flags = (query.keysOnly() ? KEYS_ONLY : 0)
                | (query.countOnly() ? COUNT_ONLY : 0)
                | (query.serializable() ? SERIALIZABLE : 0);
        writeRange(writer.u8(flags), query.range());
        writer.varint(query.revision()).varint(query.limit());
        Codes.SORT_TARGET.write(writer, query.sortTarget());
        Codes.SORT_ORDER.write(writer, query.sortOrder());
        writer.varint(query.minMod())
                .varint(query.maxMod())
                .varint(query.minCreate())
                .varint(query.maxCreate());
    }

    private static RangeQuery readQuery(ByteReader reader) {
        int flags = reader.u8();
        return new RangeQuery(
                readRange(reader),
                reader.varint(),
                reader.varint(),
                Codes.SORT_TARGET.read(reader),
                Codes.SORT_ORDER.read(reader),
                (flags & KEYS_ONLY) != 0,
                (flags & COUNT_ONLY) != 0,
                reader.varint(),
                reader.varint(),
                reader.varint(),
                reader.varint(),
                (flags & SERIALIZABLE) != 0);
    }

    private static void writeRange(ByteWriter writer, KeyRange range) {
        writer.bytes(range.start()).bytes(range.end());
    }

    private static KeyRange readRange(ByteReader reader) {
        return new KeyRange(reader.bytes(), reader.bytes());
    }
}
