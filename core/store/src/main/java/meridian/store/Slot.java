package meridian.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an entry knows of one key: its newest version, and those that the entry has ended. */
final class Slot {
    private Optional<Version> now;
    private List<Version.Ended> ended = List.of();
    private boolean changed;

    Slot(Optional<Version> written) {
        this.now = written;
    }

    Optional<Version> now() {
        return now;
    }

    boolean isChanged() {
        return changed;
    }

    void replace(Optional<Version> next, long revision) {
        if (now.isPresent()) {
            ended = ended.isEmpty() ? new ArrayList<>(1) : ended;
            ended.add(new Version.Ended(now.get(), revision));
        }
        now = next;
        changed = true;
    }

    /** Is the version of this revision, or that there was none, known without asking what is stored? */
    boolean knows(long revision) {
        return isNewest(revision)
                || (!ended.isEmpty() && ended.getFirst().version().revision() <= revision);
    }

    /** The version seen at a revision that the slot {@link #knows}. */
    Optional<Version> at(long revision) {
        if (isNewest(revision)) {
            return now;
        }
        return ended.reversed().stream()
                .filter(each -> each.isSeenAt(revision))
                .findFirst()
                .map(Version.Ended::version);
    }

    private boolean isNewest(long revision) {
        return now.isPresent() && now.get().revision() <= revision;
    }
}
