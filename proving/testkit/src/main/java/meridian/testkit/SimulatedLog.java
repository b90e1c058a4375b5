package meridian.testkit;

import java.util.ArrayList;
import java.util.List;
import meridian.base.Bytes;
import meridian.base.Invariant;
import meridian.base.Timestamp;
import meridian.raft.Command;
import meridian.raft.Entry;
import meridian.raft.Position;

/** The one order of a simulated group: what is committed for ever, and behind it what the leader hopes to commit. */
final class SimulatedLog {
    private final List<Slot> slots = new ArrayList<>();
    private int committed;
    private int purged;

    /** The number of committed slots. */
    int committed() {
        return committed;
    }

    int length() {
        return slots.size();
    }

    Slot slot(int index) {
        return slots.get(index);
    }

    boolean isPurged(int index) {
        return index < purged;
    }

    /** The leader no longer sends the slots before {@code index}; each node still has those that it had itself. */
    void purge(int index) {
        Invariant.check(index <= committed, "slot %d is not committed", index);
        purged = Math.max(purged, index);
    }

    /** Adds a slot and returns how many there are now. */
    int append(long term, Timestamp timestamp, List<Command> commands, Receipt receipt) {
        slots.add(new Slot(new Entry(new Position(term, slots.size()), timestamp, List.copyOf(commands)), receipt));
        return slots.size();
    }

    void commit(int count) {
        Invariant.check(count <= slots.size(), "slot %d was never written", count - 1);
        committed = Math.max(committed, count);
    }

    /** Takes back what was not committed. */
    void truncate(int length) {
        Invariant.check(length >= committed, "slot %d is committed", length);
        slots.subList(length, slots.size()).clear();
    }

    /** The last timestamp that the log gave away. */
    Timestamp lastTimestamp() {
        for (int i = slots.size() - 1; i >= 0; i--) {
            Slot slot = slots.get(i);
            if (!slot.entry.commands().isEmpty()) {
                return slot.lastTimestamp();
            }
        }
        return Timestamp.ZERO;
    }

    /** Who wants to know when a slot is applied by the replica that wrote it as the leader. */
    @FunctionalInterface
    interface Receipt {
        void applied(Replica by, Position position, List<Bytes> results);
    }

    /** An entry and what the first replica to apply it answered. */
    static final class Slot {
        private final Entry entry;
        private final Receipt receipt;
        private List<Bytes> results = List.of();

        Slot(Entry entry, Receipt receipt) {
            this.entry = entry;
            this.receipt = receipt;
        }

        Entry entry() {
            return entry;
        }

        Timestamp lastTimestamp() {
            return entry.timestamp().plus(entry.commands().size() - 1);
        }

        void applied(Replica by, List<Bytes> given) {
            compare(by.self().name(), given);
            receipt.applied(by, entry.position(), given);
        }

        /** Every replica must give the same results. */
        private void compare(String who, List<Bytes> given) {
            if (results.isEmpty()) {
                results = List.copyOf(given);
            }
            if (!results.equals(given)) {
                throw new AssertionError("replicas differ at " + entry.position() + ": " + who + " answers " + given
                        + " where " + results + " was answered before, to " + entry.commands());
            }
        }
    }
}
