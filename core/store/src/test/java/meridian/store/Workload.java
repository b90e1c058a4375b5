package meridian.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.testkit.KeyValueModel;
import meridian.testkit.SeededRandomness;

/**
 * What one client may ask. Few keys, so that clients meet; three kinds of them: {@code s} for calls about one key, which
 * the simple model can check, {@code t} for transactions about several, {@code l} for keys with leases. Every put of a
 * call carries the call's own value, so that it is known by what it left behind.
 */
final class Workload {
    private static final int KEYS = 3;

    private final SeededRandomness randomness;
    private final List<Long> leases = new ArrayList<>();
    private long newest;
    private long older;
    private Bytes lastValue = Bytes.utf8("none yet");

    Workload(SeededRandomness randomness) {
        this.randomness = randomness;
    }

    void seen(long revision) {
        older = newest;
        newest = revision;
    }

    void granted(long lease) {
        leases.add(lease);
    }

    void renewed(long lease, boolean alive) {
        if (!alive) {
            leases.remove(lease);
        }
    }

    Optional<Long> lease() {
        return leases.isEmpty() ? Optional.empty() : Optional.of(randomness.pick(leases));
    }

    /** A revision from some time ago. */
    long oldRevision() {
        return older;
    }

    /** A call about one key, in two languages. */
    record Single(KeyValueModel.Ask ask, Transaction transaction) {
        KeyValueModel.Answer answer(Store.TransactionResult result) {
            return switch (ask) {
                case KeyValueModel.Ask.Get _ ->
                    new KeyValueModel.Answer.Value(
                            ((Result.Read) result.results().getFirst())
                                    .keyValues().stream().map(KeyValue::value).findFirst());
                case KeyValueModel.Ask.Put _ -> new KeyValueModel.Answer.Changed(true);
                case KeyValueModel.Ask.Delete _ ->
                    new KeyValueModel.Answer.Changed(
                            ((Result.Delete) result.results().getFirst()).count() > 0);
                case KeyValueModel.Ask.PutIfAbsent _, KeyValueModel.Ask.CompareAndSet _ ->
                    new KeyValueModel.Answer.Changed(result.succeeded());
            };
        }
    }

    Single single(Bytes value) {
        Bytes key = key("s");
        Operation put = Operation.Put.of(key, value);
        return switch (randomness.nextInt(6)) {
            case 0 -> new Single(new KeyValueModel.Ask.Put(key, remembered(value)), Transaction.of(put));
            case 1 ->
                new Single(
                        new KeyValueModel.Ask.Delete(key),
                        Transaction.of(new Operation.Delete(KeyRange.single(key), randomness.chance(0.5))));
            case 2 ->
                new Single(
                        new KeyValueModel.Ask.PutIfAbsent(key, remembered(value)),
                        new Transaction(List.of(absent(key)), List.of(put), List.of(read(key))));
            case 3 ->
                new Single(
                        new KeyValueModel.Ask.CompareAndSet(key, lastValue, value),
                        new Transaction(List.of(valueIs(key, lastValue)), List.of(put), List.of(read(key))));
            default -> new Single(new KeyValueModel.Ask.Get(key), Transaction.of(read(key)));
        };
    }

    /** Compares some keys and writes others; in one branch at least something of its own. */
    Transaction transaction(Bytes value) {
        Bytes read = key("t");
        List<Bytes> keys = keys("t");
        List<Operation> then = List.of(
                new Operation.Put(keys.get(0), value, 0, true, false, false),
                new Operation.Delete(KeyRange.single(keys.get(1)), true),
                read(read),
                Operation.Put.of(keys.get(2), value));
        List<Operation> otherwise = List.of(
                read(read),
                new Operation.Nested(new Transaction(
                        List.of(compare(read, Comparison.Target.VERSION, Comparison.Relation.LESS, 3)),
                        List.of(Operation.Put.of(read, value)),
                        List.of())));
        Comparison.Relation relation = randomness.chance(0.5) ? Comparison.Relation.GREATER : Comparison.Relation.EQUAL;
        return new Transaction(
                List.of(compare(read, Comparison.Target.MOD_REVISION, relation, older)), then, otherwise);
    }

    Transaction leasedPut(Bytes value) {
        Operation put = new Operation.Put(key("l"), value, lease().orElse(0L), false, false, false);
        return Transaction.of(put);
    }

    Transaction plainDelete() {
        return Transaction.of(new Operation.Delete(KeyRange.single(key("l")), false));
    }

    RangeQuery range() {
        return RangeQuery.of(randomness.chance(0.5) ? KeyRange.ALL : KeyRange.prefix(Bytes.utf8("t")));
    }

    RangeQuery past() {
        return range().at(older).asSerializable();
    }

    private Bytes key(String kind) {
        return randomness.pick(keys(kind));
    }

    private static List<Bytes> keys(String kind) {
        List<Bytes> keys = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            keys.add(Bytes.utf8(kind + i));
        }
        return keys;
    }

    private Bytes remembered(Bytes value) {
        lastValue = value;
        return value;
    }

    private static Operation read(Bytes key) {
        return new Operation.Read(RangeQuery.of(KeyRange.single(key)));
    }

    private static Comparison absent(Bytes key) {
        return compare(key, Comparison.Target.VERSION, Comparison.Relation.EQUAL, 0);
    }

    private static Comparison valueIs(Bytes key, Bytes value) {
        return new Comparison(KeyRange.single(key), Comparison.Target.VALUE, Comparison.Relation.EQUAL, 0, value);
    }

    private static Comparison compare(Bytes key, Comparison.Target target, Comparison.Relation relation, long number) {
        return new Comparison(KeyRange.single(key), target, relation, number, Bytes.EMPTY);
    }
}
