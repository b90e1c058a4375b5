package meridian.store;

import java.util.ArrayList;
import java.util.List;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.testkit.SeededRandomness;

/** Makes commands and queries over few keys, so that they get in each other's way. */
final class RandomCommands {
    private static final List<Bytes> KEYS = List.of(
            Bytes.utf8("a"),
            Bytes.wrap(new byte[] {'a', 0}),
            Bytes.wrap(new byte[] {'a', 0, 0}),
            Bytes.wrap(new byte[] {'a', 0, 1}),
            Bytes.wrap(new byte[] {'a', (byte) 0xff}),
            Bytes.utf8("ab"),
            Bytes.utf8("b"),
            Bytes.utf8("ba"),
            Bytes.utf8("c"));
    private static final NodeId NODE = new NodeId("n1");
    private static final int NESTING = 3;
    private static final int LEASES = 4;

    private final SeededRandomness randomness;
    private final Twin twin;
    private final List<Long> revisions = new ArrayList<>(List.of(1L));

    RandomCommands(SeededRandomness randomness, Twin twin) {
        this.randomness = randomness;
        this.twin = twin;
    }

    /** To be called when the twin has changed, so that past revisions are known. */
    void noteRevision() {
        revisions.add(twin.revision());
    }

    StoreCommand command(long term) {
        return switch (randomness.nextInt(20)) {
            case 0 -> new StoreCommand.GrantLease(randomness.chance(0.2) ? 0 : lease(), randomness.between(1, 100));
            case 1 -> new StoreCommand.RevokeLease(lease());
            case 2 ->
                new StoreCommand.ExpireLeases(
                        randomness.chance(0.7) ? term : term + 1, List.of(lease(), lease(), lease()));
            case 3 -> randomness.chance(0.3) ? new StoreCommand.Compact(revision()) : transact();
            case 4 -> randomness.chance(0.8) ? alarm() : transact();
            case 5 ->
                randomness.chance(0.2)
                        ? new StoreCommand.SetQuota(NODE, randomness.chance(0.7) ? 0 : twin.size() + 500)
                        : transact();
            case 6 -> new StoreCommand.OpenSession(randomness.nextInt(4));
            case 7 -> randomness.chance(0.2) ? new StoreCommand.CloseSession(session()) : transact();
            case 8 -> transact().from(Caller.NOBODY);
            default -> transact();
        };
    }

    private StoreCommand alarm() {
        Store.Alarm noSpace = new Store.Alarm(NODE, Store.Alarm.Kind.NO_SPACE);
        Store.Alarm corrupt = new Store.Alarm(NODE, Store.Alarm.Kind.CORRUPT);
        return new StoreCommand.ChangeAlarm(
                switch (randomness.nextInt(20)) {
                    case 0 -> new Store.AlarmChange.Raise(corrupt);
                    case 1 -> new Store.AlarmChange.ListAll();
                    case 2, 3, 4, 5, 6 -> new Store.AlarmChange.Clear(noSpace);
                    default -> new Store.AlarmChange.Clear(corrupt);
                });
    }

    private StoreCommand transact() {
        return new StoreCommand.Transact(randomness.chance(0.6) ? Transaction.of(operation(NESTING)) : transaction(0));
    }

    private Transaction transaction(int depth) {
        List<Comparison> comparisons = new ArrayList<>();
        for (int i = randomness.nextInt(3); i > 0; i--) {
            comparisons.add(new Comparison(
                    range(),
                    randomness.pick(Codes.TARGET.inOrder()),
                    randomness.pick(Codes.RELATION.inOrder()),
                    randomness.chance(0.5) ? revision() : randomness.nextInt(4),
                    value()));
        }
        return new Transaction(comparisons, operations(depth), operations(depth));
    }

    private List<Operation> operations(int depth) {
        List<Operation> operations = new ArrayList<>();
        for (int i = randomness.nextInt(4); i > 0; i--) {
            operations.add(operation(depth));
        }
        return operations;
    }

    private Operation operation(int depth) {
        return switch (randomness.nextInt(depth < NESTING ? 10 : 9)) {
            case 0, 1 -> new Operation.Read(query());
            case 2, 3 -> new Operation.Delete(range(), randomness.chance(0.5));
            case 9 -> new Operation.Nested(transaction(depth + 1));
            default ->
                new Operation.Put(
                        randomness.pick(KEYS),
                        value(),
                        randomness.chance(0.7) ? 0 : lease(),
                        randomness.chance(0.5),
                        randomness.chance(0.1),
                        randomness.chance(0.1));
        };
    }

    RangeQuery query() {
        return new RangeQuery(
                range(),
                randomness.chance(0.5) ? 0 : revision(),
                randomness.chance(0.5) ? 0 : randomness.between(1, 4),
                randomness.pick(Codes.SORT_TARGET.inOrder()),
                randomness.pick(Codes.SORT_ORDER.inOrder()),
                randomness.chance(0.2),
                randomness.chance(0.2),
                bound(),
                bound(),
                bound(),
                bound(),
                false);
    }

    private long bound() {
        return randomness.chance(0.9) ? 0 : revision();
    }

    KeyRange range() {
        Bytes key = randomness.pick(KEYS);
        return switch (randomness.nextInt(6)) {
            case 0 -> KeyRange.ALL;
            case 1 -> KeyRange.from(key);
            case 2 -> KeyRange.prefix(key);
            case 3 -> new KeyRange(key, randomness.pick(KEYS));
            default -> KeyRange.single(key);
        };
    }

    /** One that was, or one beside it. */
    long revision() {
        int back = 1 + randomness.nextInt(Math.min(revisions.size(), 40));
        return Math.max(0, revisions.get(revisions.size() - back) + randomness.between(-1, 1));
    }

    private long lease() {
        return 1L + randomness.nextInt(LEASES);
    }

    long session() {
        List<Long> known = twin.sessionIds();
        return known.isEmpty() || randomness.chance(0.1) ? 1 + randomness.nextInt(1000) : randomness.pick(known);
    }

    private Bytes value() {
        return Bytes.utf8("v" + randomness.nextInt(5));
    }
}
