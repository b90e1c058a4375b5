package meridian.store;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import meridian.base.Bytes;
import meridian.testkit.Bank;
import meridian.testkit.History;
import meridian.testkit.ListAppend;

/** Lists and accounts as keys of a store, and what those who use them were told. */
final class TransactionRecords {
    static final List<String> LISTS = names("list/");
    static final List<String> ACCOUNTS = names("account/");
    static final KeyRange ALL_LISTS = KeyRange.prefix(Bytes.utf8("list/"));
    static final KeyRange ALL_ACCOUNTS = KeyRange.prefix(Bytes.utf8("account/"));
    static final long BALANCE = 100;

    private static final int NAMES = 4;

    private final History<List<ListAppend.Step>, List<List<Long>>> lists = new History<>();
    private final Bank bank = new Bank(ACCOUNTS.stream().collect(Collectors.toSet()), BALANCE * ACCOUNTS.size());
    private long values;
    private long audits;

    private static List<String> names(String prefix) {
        return IntStream.range(0, NAMES).mapToObj(i -> prefix + i).toList();
    }

    History<List<ListAppend.Step>, List<List<Long>>> lists() {
        return lists;
    }

    /** Never the same twice. */
    long nextValue() {
        return ++values;
    }

    /** All accounts were read at once. */
    Map<String, Long> audit(Result.Read read) {
        Map<String, Long> balances = new TreeMap<>();
        read.keyValues()
                .forEach(it -> balances.put(
                        it.key().toUtf8(), Long.parseLong(it.value().toUtf8())));
        if (!balances.isEmpty()) {
            bank.require(balances);
            audits++;
        }
        return balances;
    }

    long audits() {
        return audits;
    }

    static List<Long> list(Bytes value) {
        return Stream.of(value.toUtf8().split(" ")).map(Long::parseLong).toList();
    }

    static Bytes value(List<Long> list) {
        return Bytes.utf8(list.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }
}
