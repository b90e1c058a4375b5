package meridian.net;

import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The calls of a link that have no reply yet, by their number. Owned by the link's event loop. */
final class PendingCalls {
    private final LongObjectMap<Call> calls = new LongObjectHashMap<>();

    void add(Call call) {
        calls.put(call.id(), call);
    }

    Optional<Call> remove(long id) {
        return Optional.ofNullable(calls.remove(id));
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    Set<Call> removeOverdue(long nowNanos) {
        Set<Call> overdue = new HashSet<>();
        for (Call call : calls.values()) {
            if (call.isOverdue(nowNanos)) {
                overdue.add(call);
            }
        }
        overdue.forEach(call -> calls.remove(call.id()));
        return overdue;
    }

    List<Call> removeAll() {
        List<Call> all = new ArrayList<>(calls.values());
        calls.clear();
        return all;
    }
}
