package meridian.coordination;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.store.KeyValue;
import meridian.store.Transaction;

/**
 * The rounds of a barrier. One key says up to which place all have passed; who stands behind it waits for the next round.
 *
 * <p>That a round is full is no state but something that was so at some moment: whoever sees it writes it down, unless
 * the key was written meanwhile, and only what is written down counts. So it does not matter how many nodes see it, nor
 * whether one of them dies: nobody goes on before it is written, and as soon as it is, all know who goes on.
 */
final class Rounds {
    private final Bytes key;
    private final NavigableMap<Place, KeyValue> inOrder;
    private Optional<KeyValue> record = Optional.empty();
    private long through;

    /** Those who have passed and are still there, and how many came before each of them in its round. */
    private final Map<Place, Integer> passed = new HashMap<>();

    /** @param inOrder who stands in line, kept up to date by whoever owns it */
    Rounds(Bytes key, NavigableMap<Place, KeyValue> inOrder) {
        this.key = key;
        this.inOrder = inOrder;
    }

    static long through(Optional<KeyValue> record) {
        return record.map(it -> Steps.number(it.value(), 0)).orElse(0L);
    }

    void say(Optional<KeyValue> what) {
        Place behind = firstBehind(through);
        record = what;
        through = Math.max(through, through(what));
        int order = 0;
        for (Place place :
                inOrder.subMap(behind, true, firstBehind(through), false).keySet()) {
            passed.put(place, order++);
        }
    }

    private static Place firstBehind(long revision) {
        return new Place(revision + 1, Bytes.EMPTY);
    }

    void remove(Place place) {
        passed.remove(place);
    }

    private NavigableMap<Place, KeyValue> waiting() {
        return inOrder.tailMap(firstBehind(through), true);
    }

    Turn turn(Place place, int parties) {
        Integer order = passed.get(place);
        if (order != null) {
            return new Turn.Now(order);
        }
        return lastOf(parties)
                .filter(last -> place.compareTo(last) <= 0)
                .<Turn>map(last -> new Turn.Soon(complete(last)))
                .orElseGet(Turn.Later::new);
    }

    /** The last one of the next round if it is full. Whoever says another number has to go first. */
    private Optional<Place> lastOf(int parties) {
        if (inOrder.size() - passed.size() < parties) {
            return Optional.empty();
        }
        Bytes same = new Demand.Party(parties).value();
        Optional<Place> last = Optional.empty();
        int left = parties;
        for (Map.Entry<Place, KeyValue> next : waiting().entrySet()) {
            if (left-- == 0) {
                break;
            }
            if (!next.getValue().value().equals(same)) {
                return Optional.empty();
            }
            last = Optional.of(next.getKey());
        }
        return last;
    }

    private Transaction complete(Place last) {
        long revision = record.map(KeyValue::modRevision).orElse(0L);
        return new Transaction(
                List.of(Steps.isUnchanged(key, revision)),
                List.of(Steps.put(key, Bytes.utf8(Long.toString(last.revision())), 0)),
                List.of());
    }

    /** How many parties the first one of the next round says there are. */
    Optional<Integer> parties() {
        return Optional.ofNullable(waiting().firstEntry())
                .map(first -> Math.clamp(Steps.number(first.getValue().value(), 0), 0, Integer.MAX_VALUE));
    }
}
