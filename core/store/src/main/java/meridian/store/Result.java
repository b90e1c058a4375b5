package meridian.store;

import java.util.List;
import java.util.Optional;

/** What a step of a transaction gave. */
public sealed interface Result {
    record Put(Optional<KeyValue> previous) implements Result {}

    record Delete(long count, List<KeyValue> previous) implements Result {}

    /**
     * @param count the number of keys without the limit
     * @param more whether the limit cut something off
     */
    record Read(List<KeyValue> keyValues, long count, boolean more) implements Result {}

    record Nested(boolean succeeded, List<Result> results) implements Result {}
}
