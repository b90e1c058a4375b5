package meridian.time;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** When the last answers left, for who asks about them with his next question. All times as NTP writes them. */
final class Sequels {
    /** Beyond this the oldest is forgotten, and who asks for it is answered as usual. */
    static final int ANSWERS_MAX = 4_096;

    private final Map<Long, Long> left = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > ANSWERS_MAX;
        }
    };

    /** @param mark when the question had come */
    void keep(long mark, long time) {
        left.put(mark, time);
    }

    /** Tells it once: nobody asks again. */
    OptionalLong take(long mark) {
        Long time = left.remove(mark);
        return time == null ? OptionalLong.empty() : OptionalLong.of(time);
    }
}
