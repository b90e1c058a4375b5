package meridian.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts errors by their text. A bounded number of texts is told apart. */
final class Errors {
    private static final int TEXTS_MAX = 16;
    private static final String OTHERS = "other errors";

    private final ConcurrentHashMap<String, LongAdder> counts = new ConcurrentHashMap<>();

    void count(String text) {
        boolean known = counts.containsKey(text) || counts.size() < TEXTS_MAX;
        counts.computeIfAbsent(known ? text : OTHERS, _ -> new LongAdder()).increment();
    }

    /** Everything that was counted since the last call. */
    Map<String, Long> drain() {
        Map<String, Long> drained = new TreeMap<>();
        counts.forEach((text, count) -> {
            long sum = count.sumThenReset();
            if (sum > 0) {
                drained.put(text, sum);
            }
        });
        return drained;
    }
}
