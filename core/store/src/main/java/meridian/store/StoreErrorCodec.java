package meridian.store;

import meridian.base.ByteReader;
import meridian.base.ByteReader.Malformed;
import meridian.base.ByteWriter;
import meridian.base.Limit;

/** Refusals as bytes, a part of {@link AnswerCodec}'s format. */
final class StoreErrorCodec {
    private StoreErrorCodec() {}

    static void write(ByteWriter writer, StoreError error) {
        switch (error) {
            case StoreError.Compacted(long compactedRevision) -> writer.u8(1).varint(compactedRevision);
            case StoreError.FutureRevision(long asked, long current) ->
                writer.u8(2).varint(asked).varint(current);
            case StoreError.LeaseNotFound(long lease) -> writer.u8(3).varint(lease);
            case StoreError.LeaseExists(long lease) -> writer.u8(4).varint(lease);
            case StoreError.LeaseTooLong(long seconds, long max) ->
                writer.u8(5).varint(seconds).varint(max);
            case StoreError.KeyNotFound() -> writer.u8(6);
            case StoreError.DuplicateKey() -> writer.u8(7);
            case StoreError.EmptyKey() -> writer.u8(8);
            case StoreError.TooManyOperations(long count, long max) ->
                writer.u8(9).varint(count).varint(max);
            case StoreError.TooLarge(long bytes, long max) ->
                writer.u8(10).varint(bytes).varint(max);
            case StoreError.NoSpace(long used, long quota) ->
                writer.u8(11).varint(used).varint(quota);
            case StoreError.Corrupt() -> writer.u8(12);
            case StoreError.AccessRefused(AccessProblem problem) -> Codes.ACCESS_PROBLEM.write(writer.u8(14), problem);
            case StoreError.TooManyRequests(Limit limit) ->
                writer.u8(13).text(limit.name()).varint(limit.max());
        }
    }

    static StoreError read(ByteReader reader) {
        int tag = reader.u8();
        return switch (tag) {
            case 1 -> new StoreError.Compacted(reader.varint());
            case 2 -> new StoreError.FutureRevision(reader.varint(), reader.varint());
            case 3 -> new StoreError.LeaseNotFound(reader.varint());
            case 4 -> new StoreError.LeaseExists(reader.varint());
            case 5 -> new StoreError.LeaseTooLong(reader.varint(), reader.varint());
            case 6 -> new StoreError.KeyNotFound();
            case 7 -> new StoreError.DuplicateKey();
            case 8 -> new StoreError.EmptyKey();
            case 9 -> new StoreError.TooManyOperations(reader.varint(), reader.varint());
            case 10 -> new StoreError.TooLarge(reader.varint(), reader.varint());
            case 11 -> new StoreError.NoSpace(reader.varint(), reader.varint());
            case 12 -> new StoreError.Corrupt();
            case 13 -> new StoreError.TooManyRequests(readLimit(reader));
            case 14 -> new StoreError.AccessRefused(Codes.ACCESS_PROBLEM.read(reader));
            default -> throw new Malformed("an unknown error " + tag);
        };
    }

    private static Limit readLimit(ByteReader reader) {
        String name = reader.text();
        long max = reader.varint();
        if (max <= 0) {
            throw new Malformed("a limit " + name + " of " + max);
        }
        return new Limit(name, max);
    }
}
