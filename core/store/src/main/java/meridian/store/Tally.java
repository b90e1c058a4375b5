package meridian.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import meridian.raft.Position;

/** The numbers of a {@link State} while an entry changes them. */
final class Tally {
    private final State before;
    private long revision;
    private long compacted;
    private long keys;
    private long written;
    private long dead;
    private long reclaimed;
    private long lastSession;
    private long quota;
    private String quotaNode;
    private final List<Store.Alarm> alarms;
    private long[] deadAfter = new long[16];
    private int changes;

    Tally(State before) {
        this.before = before;
        this.revision = before.revision();
        this.compacted = before.compacted();
        this.keys = before.keys();
        this.written = before.written();
        this.dead = before.dead();
        this.reclaimed = before.reclaimed();
        this.lastSession = before.lastSession();
        this.quota = before.quota();
        this.quotaNode = before.quotaNode();
        this.alarms = new ArrayList<>(before.alarms());
    }

    State state(Position applied) {
        List<Store.Alarm> kept = alarms.equals(before.alarms()) ? before.alarms() : alarms;
        return new State(
                applied, revision, compacted, keys, written, dead, reclaimed, lastSession, quota, quotaNode, kept);
    }

    long revision() {
        return revision;
    }

    /** One change was made at the revision. */
    void advance(long changedAt) {
        revision = changedAt;
        if (changes == deadAfter.length) {
            deadAfter = Arrays.copyOf(deadAfter, 2 * changes);
        }
        deadAfter[changes++] = dead;
    }

    void wrote(Version version, boolean isNew) {
        written += State.sizeOf(version);
        keys += isNew ? 1 : 0;
    }

    void deleted() {
        keys--;
    }

    void ended(Version version) {
        dead += State.sizeOf(version);
    }

    long dead() {
        return dead;
    }

    /** What {@link #dead} was after the entry's change of this number, from 0. */
    long deadAfter(int change) {
        return deadAfter[change];
    }

    long compacted() {
        return compacted;
    }

    long reclaimed() {
        return reclaimed;
    }

    void compact(long newCompacted, long newReclaimed) {
        compacted = newCompacted;
        reclaimed = newReclaimed;
    }

    long size() {
        return written - reclaimed;
    }

    /** An id that no session ever had. */
    long newSession(long atLeast) {
        lastSession = Math.max(atLeast, lastSession + 1);
        return lastSession;
    }

    long quota() {
        return quota;
    }

    String quotaNode() {
        return quotaNode;
    }

    void setQuota(String node, long bytes) {
        quotaNode = node;
        quota = bytes;
    }

    List<Store.Alarm> alarms() {
        return List.copyOf(alarms);
    }

    boolean hasAlarm(Store.Alarm.Kind kind) {
        for (Store.Alarm alarm : alarms) {
            if (alarm.kind() == kind) {
                return true;
            }
        }
        return false;
    }

    void raise(Store.Alarm alarm) {
        if (!alarms.contains(alarm)) {
            alarms.add(alarm);
        }
    }

    void clear(Store.Alarm alarm) {
        alarms.remove(alarm);
    }
}
