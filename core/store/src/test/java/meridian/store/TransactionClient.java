package meridian.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.base.Outcome;
import meridian.testkit.History;
import meridian.testkit.ListAppend.Step;
import org.jspecify.annotations.Nullable;

/**
 * Appends to lists, moves money, and reads both. What depends on what is there is read first, at any node and maybe
 * stale, and then written on the condition that nobody changed it.
 */
final class TransactionClient extends SimulatedCaller {
    private static final int STEPS_MAX = 4;

    private final TransactionRecords records;

    TransactionClient(StoreWorld world, TransactionRecords records, String name, Duration thinkMax) {
        super(world, name, thinkMax);
        this.records = records;
    }

    @Override
    void act(NodeId node, Store store) {
        if (randomness().chance(0.6)) {
            read(node, store, TransactionRecords.ALL_LISTS, found -> useLists(node, store, found));
        } else {
            read(node, store, TransactionRecords.ALL_ACCOUNTS, found -> useAccounts(node, store, found));
        }
    }

    private void read(NodeId node, Store store, KeyRange range, Consumer<Result.Read> then) {
        RangeQuery query = RangeQuery.of(range);
        RangeQuery asked = randomness().chance(0.3) ? query.asSerializable() : query;
        call(node, asked.toString(), () -> store.read(asked), (reply, _) -> {
            if (reply instanceof Reply.Done<Result.Read>(Result.Read found, Reply.Header _)) {
                then.accept(found);
            }
        });
    }

    // Lists.

    private void useLists(NodeId node, Store store, Result.Read found) {
        List<Step> steps = steps();
        Transaction transaction = transaction(steps, found);
        History.Call<List<Step>, List<List<Long>>> asked = records.lists().invoke(name(), steps);
        write(node, store, transaction, new Ending() {
            @Override
            public void done(List<Result> results) {
                asked.answered(lists(results));
            }

            @Override
            public void notDone() {
                asked.neverHappened();
            }
        });
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (long i = randomness().between(1, STEPS_MAX); i > 0; i--) {
            String key = randomness().pick(TransactionRecords.LISTS);
            steps.add(randomness().chance(0.5) ? new Step.Append(key, records.nextValue()) : new Step.Read(key));
        }
        return List.copyOf(steps);
    }

    private static Transaction transaction(List<Step> steps, Result.Read found) {
        Map<String, List<Long>> lists = new HashMap<>();
        found.keyValues().forEach(it -> lists.put(it.key().toUtf8(), TransactionRecords.list(it.value())));
        Set<String> appended = new HashSet<>();
        List<Operation> operations = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        for (Step step : steps) {
            Bytes key = Bytes.utf8(step.key());
            switch (step) {
                case Step.Append(String name, long value) -> {
                    List<Long> longer = new ArrayList<>(lists.getOrDefault(name, List.of()));
                    longer.add(value);
                    lists.put(name, longer);
                    operations.add(Operation.Put.of(key, TransactionRecords.value(longer)));
                    if (appended.add(name)) {
                        comparisons.add(unchanged(key, found));
                    }
                }
                case Step.Read(String _) -> operations.add(new Operation.Read(RangeQuery.of(KeyRange.single(key))));
            }
        }
        return new Transaction(comparisons, operations, List.of());
    }

    static List<List<Long>> lists(List<Result> results) {
        List<List<Long>> lists = new ArrayList<>();
        for (Result result : results) {
            if (result instanceof Result.Read read) {
                lists.add(read.keyValues().stream()
                        .findFirst()
                        .map(it -> TransactionRecords.list(it.value()))
                        .orElse(List.of()));
            }
        }
        return lists;
    }

    // Money.

    private void useAccounts(NodeId node, Store store, Result.Read found) {
        Map<String, Long> balances = records.audit(found);
        if (balances.isEmpty()) {
            write(node, store, opening(), Ending.IGNORED);
            return;
        }
        String from = randomness().pick(TransactionRecords.ACCOUNTS);
        String to = randomness().pick(TransactionRecords.ACCOUNTS);
        long available = balances.getOrDefault(from, 0L);
        if (!from.equals(to) && available > 0) {
            write(node, store, transfer(from, to, randomness().between(1, available), balances, found), Ending.IGNORED);
        }
    }

    private static Transaction opening() {
        List<Comparison> absent = new ArrayList<>();
        List<Operation> puts = new ArrayList<>();
        for (String account : TransactionRecords.ACCOUNTS) {
            absent.add(modifiedAt(Bytes.utf8(account), 0));
            puts.add(put(account, TransactionRecords.BALANCE));
        }
        return new Transaction(absent, puts, List.of());
    }

    private static Transaction transfer(
            String from, String to, long amount, Map<String, Long> balances, Result.Read found) {
        return new Transaction(
                List.of(unchanged(Bytes.utf8(from), found), unchanged(Bytes.utf8(to), found)),
                List.of(
                        put(from, balances.getOrDefault(from, 0L) - amount),
                        put(to, balances.getOrDefault(to, 0L) + amount)),
                List.of());
    }

    private static Operation put(String account, long balance) {
        return Operation.Put.of(Bytes.utf8(account), Bytes.utf8(Long.toString(balance)));
    }

    private static Comparison unchanged(Bytes key, Result.Read found) {
        return modifiedAt(
                key,
                found.keyValues().stream()
                        .filter(it -> it.key().equals(key))
                        .mapToLong(KeyValue::modRevision)
                        .findFirst()
                        .orElse(0));
    }

    private static Comparison modifiedAt(Bytes key, long revision) {
        return new Comparison(
                KeyRange.single(key), Comparison.Target.MOD_REVISION, Comparison.Relation.EQUAL, revision, Bytes.EMPTY);
    }

    // Both.

    private interface Ending {
        Ending IGNORED = new Ending() {
            @Override
            public void done(List<Result> results) {}

            @Override
            public void notDone() {}
        };

        void done(List<Result> results);

        void notDone();
    }

    private void write(NodeId node, Store store, Transaction transaction, Ending then) {
        call(node, transaction.toString(), () -> store.transact(transaction), (outcome, _) -> {
            Optional<Store.TransactionResult> result = result(outcome);
            if (outcome instanceof Outcome.Unknown<?>) {
                rename();
            } else if (result.isPresent() && result.get().succeeded()) {
                then.done(result.get().results());
            } else {
                then.notDone();
            }
        });
    }

    private static Optional<Store.TransactionResult> result(@Nullable Outcome<Reply<Store.TransactionResult>> outcome) {
        return outcome
                        instanceof
                        Outcome.Applied<Reply<Store.TransactionResult>>(
                                Reply.Done<Store.TransactionResult>(Store.TransactionResult result, Reply.Header _))
                ? Optional.of(result)
                : Optional.empty();
    }
}
