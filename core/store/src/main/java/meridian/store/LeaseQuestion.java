package meridian.store;

import java.time.Duration;
import meridian.base.ByteReader;
import meridian.base.ByteReader.Malformed;
import meridian.base.ByteWriter;
import meridian.base.Bytes;

/** What nodes ask the leader about a lease. Both sides may run different versions for a while: tags keep their meaning. */
sealed interface LeaseQuestion {
    long id();

    /** Starts the lease's time afresh. */
    record Renew(long id) implements LeaseQuestion {}

    /** Asks how long it has left. */
    record Remaining(long id) implements LeaseQuestion {}

    /** What the leader says. */
    sealed interface LeaseAnswer {
        /** @param time the full time after a renewal, else what is left */
        record Alive(Duration time) implements LeaseAnswer {}

        record Ended() implements LeaseAnswer {}

        /** The node that was asked does not lead, or does not yet know the leases: ask again. */
        record NotLeading() implements LeaseAnswer {}
    }

    int RENEW = 1;
    int REMAINING = 2;
    int ALIVE = 1;
    int ENDED = 2;
    int NOT_LEADING = 3;
    int CAPACITY = 16;

    default Bytes encode() {
        int tag =
                switch (this) {
                    case Renew _ -> RENEW;
                    case Remaining _ -> REMAINING;
                };
        return Bytes.wrap(new ByteWriter(CAPACITY).u8(tag).varint(id()).toArray());
    }

    static LeaseQuestion decode(Bytes bytes) {
        ByteReader reader = new ByteReader(bytes.array());
        int tag = reader.u8();
        return switch (tag) {
            case RENEW -> new Renew(reader.varint());
            case REMAINING -> new Remaining(reader.varint());
            default -> throw new Malformed("an unknown question about a lease " + tag);
        };
    }

    static Bytes encode(LeaseAnswer answer) {
        ByteWriter writer = new ByteWriter(CAPACITY);
        switch (answer) {
            case LeaseAnswer.Alive(Duration time) -> writer.u8(ALIVE).varint(time.toMillis());
            case LeaseAnswer.Ended() -> writer.u8(ENDED);
            case LeaseAnswer.NotLeading() -> writer.u8(NOT_LEADING);
        }
        return Bytes.wrap(writer.toArray());
    }

    static LeaseAnswer decodeAnswer(Bytes bytes) {
        ByteReader reader = new ByteReader(bytes.array());
        int tag = reader.u8();
        return switch (tag) {
            case ALIVE -> new LeaseAnswer.Alive(Duration.ofMillis(reader.varint()));
            case ENDED -> new LeaseAnswer.Ended();
            case NOT_LEADING -> new LeaseAnswer.NotLeading();
            default -> throw new Malformed("an unknown answer about a lease " + tag);
        };
    }
}
