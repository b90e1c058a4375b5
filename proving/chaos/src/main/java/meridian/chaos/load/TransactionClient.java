package meridian.chaos.load;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import meridian.base.Bytes;
import meridian.chaos.base.Await;
import meridian.testkit.History;
import meridian.testkit.ListAppend.Step;
import meridian.testkit.SeededRandomness;

/**
 * Appends to lists, moves money, and reads both. What depends on what is there is read first, at any node and maybe
 * stale, and then written on the condition that nobody changed it.
 */
final class TransactionClient implements Runnable {
    private static final Duration PATIENCE_MIN = Duration.ofMillis(500);
    private static final Duration PATIENCE_MAX = Duration.ofMillis(2500);
    private static final Duration THINKING_MIN = Duration.ofMillis(30);
    private static final Duration THINKING_MAX = Duration.ofMillis(150);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);
    private static final double LISTS = 0.7;
    private static final double APPENDS = 0.5;
    private static final double STALE = 0.3;
    private static final int STEPS_MAX = 4;

    private final String name;
    private final TransactionNotes notes;
    private final List<StoreClient> nodes;
    private final Timeline timeline;
    private final SeededRandomness randomness;
    private final BooleanSupplier over;
    private int life;

    TransactionClient(
            String name,
            TransactionNotes notes,
            List<StoreClient> nodes,
            Timeline timeline,
            SeededRandomness randomness,
            BooleanSupplier over) {
        this.name = name;
        this.notes = notes;
        this.nodes = nodes;
        this.timeline = timeline;
        this.randomness = randomness;
        this.over = over;
    }

    @Override
    public void run() {
        while (!over.getAsBoolean()) {
            StoreClient node = randomness.pick(nodes);
            if (randomness.chance(LISTS)) {
                String lists = notes.listPrefix();
                read(node, Bytes.utf8(lists), found -> useLists(node, lists, found));
            } else {
                read(node, notes.allAccounts(), found -> useAccounts(node, found));
            }
            Await.pause(randomness.between(THINKING_MIN, THINKING_MAX));
        }
    }

    private Duration patience() {
        return randomness.between(PATIENCE_MIN, PATIENCE_MAX);
    }

    /** What is done with what was read. */
    @FunctionalInterface
    private interface Use {
        void of(List<KeyValue> found);
    }

    private void read(StoreClient node, Bytes prefix, Use use) {
        RangeRequest request = Wire.all(prefix).toBuilder()
                .setSerializable(randomness.chance(STALE))
                .build();
        long asked = timeline.nanos();
        if (node.read(request, patience()) instanceof Reply.Answered<RangeResponse>(RangeResponse found, long _)) {
            timeline.answered(asked, false);
            use.of(found.getKvsList());
        } else {
            node.retryNow();
            Await.pause(PAUSE_AFTER_FAILURE);
        }
    }

    // Lists.

    private void useLists(StoreClient node, String prefix, List<KeyValue> found) {
        List<Step> steps = steps(TransactionNotes.lists(prefix));
        TxnRequest request = transaction(steps, found);
        History.Call<List<Step>, List<List<Long>>> call = notes.lists().invoke(name + "." + life, steps);
        long asked = timeline.nanos();
        switch (node.transact(request, patience())) {
            case Reply.Answered<TxnResponse>(TxnResponse response, long _) -> {
                timeline.answered(asked, true);
                if (response.getSucceeded()) {
                    call.answered(read(response));
                    notes.listsAnswered();
                } else {
                    call.neverHappened();
                }
            }
            case Reply.Never<TxnResponse> _ -> call.neverHappened();
            case Reply.Unknown<TxnResponse> _ -> life++;
        }
    }

    /** A list is appended to once at most: the store refuses to write a key twice in one transaction. */
    private List<Step> steps(List<String> lists) {
        Set<String> appended = new HashSet<>();
        List<Step> steps = new ArrayList<>();
        for (long i = randomness.between(1, STEPS_MAX); i > 0; i--) {
            String list = randomness.pick(lists);
            boolean append = randomness.chance(APPENDS) && appended.add(list);
            steps.add(append ? new Step.Append(list, notes.nextValue()) : new Step.Read(list));
        }
        return List.copyOf(steps);
    }

    private static TxnRequest transaction(List<Step> steps, List<KeyValue> found) {
        TxnRequest.Builder transaction = TxnRequest.newBuilder();
        for (Step step : steps) {
            Bytes key = Bytes.utf8(step.key());
            switch (step) {
                case Step.Append(String list, long value) -> {
                    List<Long> longer = new ArrayList<>(list(list, found));
                    longer.add(value);
                    transaction
                            .addCompare(Wire.writtenAt(key, writtenAt(list, found)))
                            .addSuccess(Wire.put(key, TransactionNotes.value(longer)));
                }
                case Step.Read _ -> transaction.addSuccess(Wire.get(key));
            }
        }
        return transaction.build();
    }

    private static List<Long> list(String key, List<KeyValue> found) {
        return find(key, found)
                .map(it -> TransactionNotes.list(it.getValue().toStringUtf8()))
                .orElse(List.of());
    }

    private static long writtenAt(String key, List<KeyValue> found) {
        return find(key, found).map(KeyValue::getModRevision).orElse(0L);
    }

    private static Optional<KeyValue> find(String key, List<KeyValue> found) {
        ByteString wanted = ByteString.copyFromUtf8(key);
        return found.stream().filter(it -> it.getKey().equals(wanted)).findFirst();
    }

    private static List<List<Long>> read(TxnResponse response) {
        List<List<Long>> lists = new ArrayList<>();
        for (ResponseOp operation : response.getResponsesList()) {
            if (operation.hasResponseRange()) {
                lists.add(operation.getResponseRange().getKvsList().stream()
                        .findFirst()
                        .map(it -> TransactionNotes.list(it.getValue().toStringUtf8()))
                        .orElse(List.of()));
            }
        }
        return lists;
    }

    // Money.

    private void useAccounts(StoreClient node, List<KeyValue> found) {
        Map<String, Long> balances = notes.audit(found);
        if (balances.isEmpty()) {
            transfer(node, opening());
            return;
        }
        String from = randomness.pick(notes.accounts());
        String to = randomness.pick(notes.accounts());
        long available = balances.getOrDefault(from, 0L);
        if (!from.equals(to) && available > 0) {
            long amount = randomness.between(1, available);
            transfer(
                    node,
                    TxnRequest.newBuilder()
                            .addCompare(Wire.writtenAt(Bytes.utf8(from), writtenAt(from, found)))
                            .addCompare(Wire.writtenAt(Bytes.utf8(to), writtenAt(to, found)))
                            .addSuccess(Wire.put(Bytes.utf8(from), amount(available - amount)))
                            .addSuccess(Wire.put(Bytes.utf8(to), amount(balances.getOrDefault(to, 0L) + amount)))
                            .build());
        }
    }

    private TxnRequest opening() {
        TxnRequest.Builder transaction = TxnRequest.newBuilder();
        for (String account : notes.accounts()) {
            transaction
                    .addCompare(Wire.madeAt(Bytes.utf8(account), 0))
                    .addSuccess(Wire.put(Bytes.utf8(account), amount(TransactionNotes.BALANCE)));
        }
        return transaction.build();
    }

    private static Bytes amount(long amount) {
        return Bytes.utf8(Long.toString(amount));
    }

    private void transfer(StoreClient node, TxnRequest request) {
        long asked = timeline.nanos();
        switch (node.transact(request, patience())) {
            case Reply.Answered<TxnResponse>(TxnResponse response, long _) -> {
                timeline.answered(asked, true);
                if (response.getSucceeded()) {
                    notes.transferred();
                }
            }
            case Reply.Never<TxnResponse> _ -> {}
            case Reply.Unknown<TxnResponse> _ -> notes.transferUnknown();
        }
    }
}
