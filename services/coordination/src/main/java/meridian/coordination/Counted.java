package meridian.coordination;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Things that several use at a time. The first one who enters makes one, the last one who leaves ends it. */
final class Counted<K, V> {
    private final Function<K, V> make;
    private final Consumer<V> end;
    private final Map<K, Open<V>> open = new ConcurrentHashMap<>();

    Counted(Function<K, V> make, Consumer<V> end) {
        this.make = make;
        this.end = end;
    }

    /** @param users how many have entered it and not left */
    private record Open<V>(V value, int users) {}

    /** Whoever enters leaves again, once. */
    V enter(K key) {
        return open.compute(
                        key,
                        (_, before) -> before == null
                                ? new Open<>(make.apply(key), 1)
                                : new Open<>(before.value, before.users + 1))
                .value;
    }

    void leave(K key) {
        open.computeIfPresent(key, (_, before) -> {
            if (before.users > 1) {
                return new Open<>(before.value, before.users - 1);
            }
            end.accept(before.value);
            return null;
        });
    }
}
