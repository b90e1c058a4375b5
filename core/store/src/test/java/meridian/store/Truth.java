package meridian.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import meridian.base.NodeId;
import meridian.raft.Position;
import meridian.testkit.Simulation;
import meridian.testkit.StateHashes;

/**
 * What really happened, as the replicas tell it while they apply. Whoever applies an entry first sets the truth about
 * it; all others, also after a restart, must tell the same.
 */
final class Truth {
    private static final int ENTRIES_PER_HASH = 8;

    private final Simulation simulation;
    private final Map<Long, AppliedListener.Changes> entries = new HashMap<>();
    private final StateHashes hashes = new StateHashes(ENTRIES_PER_HASH);
    private final NavigableMap<Long, List<WatchEvent>> revisions = new TreeMap<>();
    private final Map<Long, Store.Lease> leases = new HashMap<>();
    private final Map<Long, Duration> granted = new HashMap<>();
    private final Map<Long, Duration> ended = new HashMap<>();
    private final Map<Long, Long> endings = new HashMap<>();

    Truth(Simulation simulation) {
        this.simulation = simulation;
    }

    /** Listens to one life of one replica. */
    void follow(NodeId node, StoreMachine machine) {
        machine.listen(new AppliedListener() {
            @Override
            public boolean wantsPrevious() {
                return true;
            }

            @Override
            public void applied(Changes changes) {
                told(node, machine, changes);
            }

            @Override
            public void replaced() {}
        });
    }

    private void told(NodeId node, StoreMachine machine, AppliedListener.Changes changes) {
        Position position = machine.applied();
        AppliedListener.Changes known = entries.putIfAbsent(position.index(), changes);
        if (known == null) {
            learn(changes);
        } else if (!known.equals(changes)) {
            throw new AssertionError(
                    "replicas differ at " + position + ": " + node + " tells " + changes + " and not " + known);
        }
        hashes.applied(node, position, () -> hash(machine));
    }

    private void learn(AppliedListener.Changes changes) {
        for (WatchEvent event : changes.events()) {
            long last = revisions.isEmpty() ? 0 : revisions.lastKey();
            if (event.revision() < last) {
                throw new AssertionError("revision " + event.revision() + " comes after " + last);
            }
            revisions.computeIfAbsent(event.revision(), _ -> new ArrayList<>()).add(event);
        }
        for (Store.Lease lease : changes.leasesGranted()) {
            leases.put(lease.id(), lease);
            granted.put(lease.id(), simulation.now());
        }
        for (long id : changes.leasesEnded()) {
            ended.put(id, simulation.now());
            changes.events().stream()
                    .filter(it -> it.kind() == WatchEvent.Kind.DELETE)
                    .filter(it -> it.previous().map(KeyValue::lease).orElse(0L) == id)
                    .reduce((_, last) -> last)
                    .ifPresent(it -> endings.put(it.revision(), id));
        }
        simulation.note("applied: " + changes);
    }

    private static Reply<Store.HashResult> hash(StoreMachine machine) {
        try (View view = machine.view()) {
            return view.hash(0);
        }
    }

    /** All changes by their revision. */
    NavigableMap<Long, List<WatchEvent>> revisions() {
        return revisions;
    }

    List<WatchEvent> events() {
        return revisions.values().stream().flatMap(List::stream).toList();
    }

    /** The lease that ended at the revision, and took keys with it; 0 if none did. */
    long leaseEndedAt(long revision) {
        return endings.getOrDefault(revision, 0L);
    }

    /** When each lease ended, as far as it did. */
    Map<Long, Duration> ended() {
        return ended;
    }

    Duration grantedAt(long lease) {
        return granted.getOrDefault(lease, Duration.ZERO);
    }

    Duration timeToLive(long lease) {
        return Optional.ofNullable(leases.get(lease))
                .map(Store.Lease::timeToLive)
                .orElse(Duration.ZERO);
    }
}
