package meridian.store;

import java.util.function.Function;
import meridian.base.Outcome;

/**
 * The store's answer to a request that reached it: it was done, or it was refused for what it asked. That is another
 * thing than an {@link Outcome}, which says whether a write reached the store.
 *
 * @param <T> what the answer carries when it was done
 */
public sealed interface Reply<T> {
    record Done<T>(T value, Header header) implements Reply<T> {}

    record Refused<T>(StoreError error) implements Reply<T> {}

    /** @param revision the revision of the state that was read; for a write, the write's own */
    record Header(long revision, long term) {}

    default <R> Reply<R> map(Function<? super T, ? extends R> function) {
        return switch (this) {
            case Done<T>(T value, Header header) -> new Done<>(function.apply(value), header);
            case Refused<T>(StoreError error) -> new Refused<>(error);
        };
    }
}
