package meridian.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import meridian.base.Bytes;

/** The leases as the commands of one entry leave them, and which keys go with them. */
final class LeaseDraft {
    private static final byte[] NOTHING = {};

    private final Stored stored;
    private final BatchBuilder batch;
    private final Map<Long, Optional<Store.Lease>> changed = new HashMap<>();
    private final Map<Long, NavigableMap<Bytes, Boolean>> moved = new HashMap<>();
    private final List<Store.Lease> granted = new ArrayList<>();
    private final List<Long> ended = new ArrayList<>();

    LeaseDraft(Stored stored, BatchBuilder batch) {
        this.stored = stored;
        this.batch = batch;
    }

    Optional<Store.Lease> get(long id) {
        Optional<Store.Lease> known = changed.get(id);
        return known != null ? known : LeaseRows.lease(stored, id);
    }

    Store.Lease grant(long id, long seconds) {
        Store.Lease lease = new Store.Lease(id, Duration.ofSeconds(seconds));
        changed.put(id, Optional.of(lease));
        granted.add(lease);
        batch.put(Family.LEASES, LeaseRows.leaseKey(id), LeaseRows.leaseRow(seconds));
        return lease;
    }

    /** Ends a lease whose keys are gone. */
    void end(long id) {
        changed.put(id, Optional.empty());
        ended.add(id);
        batch.delete(Family.LEASES, LeaseRows.leaseKey(id));
    }

    List<Store.Lease> granted() {
        return granted;
    }

    List<Long> ended() {
        return ended;
    }

    /** The keys that go with the lease now, in order. */
    List<Bytes> keys(long id) {
        TreeSet<Bytes> keys = new TreeSet<>(LeaseRows.keys(stored, id));
        moved.getOrDefault(id, new TreeMap<>()).forEach((key, attached) -> {
            if (attached) {
                keys.add(key);
            } else {
                keys.remove(key);
            }
        });
        return List.copyOf(keys);
    }

    /** Ties a key to another lease than before; 0 is none. */
    void move(Bytes key, long from, long to) {
        if (from == to) {
            return;
        }
        if (from != 0) {
            batch.delete(Family.LEASES, LeaseRows.attachedKey(from, key));
            moved(from).put(key, false);
        }
        if (to != 0) {
            batch.put(Family.LEASES, LeaseRows.attachedKey(to, key), NOTHING);
            moved(to).put(key, true);
        }
    }

    private NavigableMap<Bytes, Boolean> moved(long id) {
        return moved.computeIfAbsent(id, _ -> new TreeMap<>());
    }
}
