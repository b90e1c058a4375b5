package meridian.chaos.load;

import io.etcd.jetcd.api.KeyValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import meridian.base.Bytes;
import meridian.testkit.Bank;
import meridian.testkit.History;
import meridian.testkit.ListAppend.Step;

/** Lists and accounts as keys of the store, and what those who use them were told. For all their threads. */
final class TransactionNotes {
    static final long BALANCE = 100;
    private static final int LISTS = 4;
    private static final int ACCOUNTS = 4;

    private final String prefix;
    private final List<String> accounts;
    private final Bank bank;
    private final History<List<Step>, List<List<Long>>> lists = new History<>();
    private final List<String> wrongAudits = new ArrayList<>();
    private final AtomicLong values = new AtomicLong();
    private final AtomicLong audits = new AtomicLong();
    private final AtomicLong transfers = new AtomicLong();
    private final AtomicLong unknownTransfers = new AtomicLong();
    private final AtomicLong answeredLists = new AtomicLong();
    private final AtomicLong generation = new AtomicLong();

    TransactionNotes(String prefix) {
        this.prefix = prefix;
        this.accounts = IntStream.range(0, ACCOUNTS)
                .mapToObj(i -> prefix + "account/" + i)
                .toList();
        this.bank = new Bank(new HashSet<>(accounts), BALANCE * ACCOUNTS);
    }

    List<String> accounts() {
        return accounts;
    }

    Bytes allAccounts() {
        return Bytes.utf8(prefix + "account/");
    }

    /** Lists that nobody has used yet take the place of those there are, which have become long. */
    void renewLists() {
        generation.incrementAndGet();
    }

    /** What the keys of the lists begin with now. */
    String listPrefix() {
        return prefix + "list" + generation.get() + "/";
    }

    static List<String> lists(String listPrefix) {
        return IntStream.range(0, LISTS).mapToObj(i -> listPrefix + i).toList();
    }

    History<List<Step>, List<List<Long>>> lists() {
        return lists;
    }

    /** Never the same twice. */
    long nextValue() {
        return values.incrementAndGet();
    }

    /** All accounts were read at once; empty if they are not open yet. */
    Map<String, Long> audit(List<KeyValue> found) {
        Map<String, Long> balances = new TreeMap<>();
        found.forEach(it -> balances.put(
                it.getKey().toStringUtf8(), Long.parseLong(it.getValue().toStringUtf8())));
        if (!balances.isEmpty()) {
            try {
                bank.require(balances);
            } catch (AssertionError e) {
                noteWrong(String.valueOf(e.getMessage()));
            }
            audits.incrementAndGet();
        }
        return balances;
    }

    private synchronized void noteWrong(String audit) {
        wrongAudits.add(audit);
    }

    synchronized List<String> wrongAudits() {
        return List.copyOf(wrongAudits);
    }

    long audits() {
        return audits.get();
    }

    void listsAnswered() {
        answeredLists.incrementAndGet();
    }

    void transferred() {
        transfers.incrementAndGet();
    }

    void transferUnknown() {
        unknownTransfers.incrementAndGet();
    }

    long transfers() {
        return transfers.get();
    }

    Workload.Count count() {
        long unknown =
                lists.operations().stream().filter(it -> !it.isAnswered()).count();
        return new Workload.Count(
                answeredLists.get() + transfers.get() + audits.get(), unknown + unknownTransfers.get());
    }

    static List<Long> list(String value) {
        return Stream.of(value.split(" ")).map(Long::parseLong).toList();
    }

    static Bytes value(List<Long> list) {
        return Bytes.utf8(list.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }
}
