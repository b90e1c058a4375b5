package meridian.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an entry knows of one key: its newest version, and those that the entry has ended. */
final class Slot {
    private Optional<KeyValue> now;
    private List<Rows.Version> ended = List.of();
    private boolean changed;

    Slot(Optional<KeyValue> written) {
        this.now = written;
    }

    Optional<KeyValue> now() {
        return now;
    }

    boolean isChanged() {
        return changed;
    }

    void replace(Optional<KeyValue> next, long revision) {
        if (now.isPresent()) {
            ended = ended.isEmpty() ? new ArrayList<>(1) : ended;
            ended.add(new Rows.Version(now.get(), revision));
        }
        now = next;
        changed = true;
    }

    /** Is the version of this revision, or that there was none, known without asking what is stored? */
    boolean knows(long revision) {
        return isNewest(revision)
                || (!ended.isEmpty() && ended.getFirst().keyValue().modRevision() <= revision);
    }

    /** The version seen at a revision that the slot {@link #knows}. */
    Optional<KeyValue> at(long revision) {
        if (isNewest(revision)) {
            return now;
        }
        return ended.reversed().stream()
                .filter(version -> version.isSeenAt(revision))
                .findFirst()
                .map(Rows.Version::keyValue);
    }

    private boolean isNewest(long revision) {
        return now.isPresent() && now.get().modRevision() <= revision;
    }
}
