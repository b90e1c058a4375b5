package meridian.chaos.load;

import java.util.Optional;
import meridian.base.Bytes;
import meridian.testkit.KeyValueModel.Ask;

/**
 * What a client asked.
 *
 * @param number unlike that of any other question of the run
 */
record Question(long number, Ask ask) {
    boolean mayWrite() {
        return !(ask instanceof Ask.Get);
    }

    boolean mayDelete() {
        return ask instanceof Ask.Delete;
    }

    /** The value that it wants to write, which no other question of the run does. */
    Optional<Bytes> value() {
        return switch (ask) {
            case Ask.Get _, Ask.Delete _ -> Optional.empty();
            case Ask.Put put -> Optional.of(put.value());
            case Ask.PutIfAbsent put -> Optional.of(put.value());
            case Ask.CompareAndSet swap -> Optional.of(swap.value());
        };
    }

    /** Is this what it would have done? */
    boolean explains(Change change) {
        return change.key().equals(ask.key())
                && (change.isDelete() ? mayDelete() : value().equals(Optional.of(change.value())));
    }

    @Override
    public String toString() {
        return "#" + number + " " + ask;
    }
}
