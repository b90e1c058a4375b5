package meridian.chaos.load;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import meridian.chaos.base.ChaosFailure;

/** The workloads there are, by the names that the command line has for them. */
public enum WorkloadKind {
    KV("puts, gets, deletes and compare-and-sets of a few keys"),
    TXN("appends to lists and transfers of money, with reads of all of them"),
    LOCK("users of one lock who write with their fences, and oversleep"),
    WATCH("watches on every node, and transactions that they must tell whole"),
    LEASE("keys on leases whose owners renew them, give them back or fall silent");

    private final String meaning;

    WorkloadKind(String meaning) {
        this.meaning = meaning;
    }

    /** What it is called on the command line; its keys begin with it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String meaning() {
        return meaning;
    }

    public Workload.Maker maker() {
        return switch (this) {
            case KV -> KeyValueWorkload::new;
            case TXN -> TransactionWorkload::new;
            case LOCK -> LockWorkload::new;
            case WATCH -> WatchWorkload::new;
            case LEASE -> LeaseWorkload::new;
        };
    }

    public static WorkloadKind parse(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new ChaosFailure("There is no workload '" + word + "': choose from "
                        + Arrays.stream(values()).map(WorkloadKind::word).toList()));
    }

    /** As they come by default. */
    public static List<WorkloadKind> all() {
        return List.of(values());
    }
}
