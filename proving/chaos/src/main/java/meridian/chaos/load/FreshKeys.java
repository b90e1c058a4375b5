package meridian.chaos.load;

import java.util.List;
import java.util.stream.IntStream;
import meridian.base.Bytes;

/**
 * The keys that clients share. They are replaced by new ones when something goes wrong and every so many questions: a
 * question of unknown outcome may take its place at any time after it, so the fewer of them a key has, the smaller the
 * search for an order.
 */
final class FreshKeys {
    private static final int QUESTIONS_PER_KEY = 400;

    private final String prefix;
    private final int[] asked;
    private final int[] generations;

    FreshKeys(String prefix, int count) {
        this.prefix = prefix;
        this.asked = new int[count];
        this.generations = new int[count];
    }

    int count() {
        return asked.length;
    }

    /** The key that has this place now, for one question. */
    synchronized Bytes take(int place) {
        if (++asked[place] > QUESTIONS_PER_KEY) {
            renew(place);
        }
        return key(place);
    }

    synchronized void renewAll() {
        for (int place = 0; place < asked.length; place++) {
            renew(place);
        }
    }

    private void renew(int place) {
        generations[place]++;
        asked[place] = 0;
    }

    synchronized List<Bytes> current() {
        return IntStream.range(0, asked.length).mapToObj(this::key).toList();
    }

    private Bytes key(int place) {
        return Bytes.utf8(prefix + "k" + place + "." + generations[place]);
    }
}
