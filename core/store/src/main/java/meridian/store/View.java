package meridian.store;

import java.util.List;
import java.util.Optional;
import meridian.base.Bytes;

/** The state at one revision. It never changes, and it must be closed: it keeps old files from being deleted. */
@SuppressWarnings("DoNotCallSuggester")
final class View implements AutoCloseable {
    long revision() {
        throw new UnsupportedOperationException();
    }

    /** The term of the last entry applied. */
    long term() {
        throw new UnsupportedOperationException();
    }

    /** Reads below this revision are refused; 0 before the first compaction. */
    long compactedRevision() {
        throw new UnsupportedOperationException();
    }

    /** The quota that holds in the group, in bytes; 0 before the first was set. */
    long quota() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of all keys and values that can be read at some revision; what the quota is held against. */
    long size() {
        throw new UnsupportedOperationException();
    }

    List<Store.Alarm> alarms() {
        throw new UnsupportedOperationException();
    }

    Reply<Result.Read> read(RangeQuery query) {
        throw new UnsupportedOperationException();
    }

    Optional<KeyValue> get(Bytes key) {
        throw new UnsupportedOperationException();
    }

    /** All leases by id. */
    List<Store.Lease> leases() {
        throw new UnsupportedOperationException();
    }

    Optional<Store.Lease> lease(long id) {
        throw new UnsupportedOperationException();
    }

    List<Bytes> leaseKeys(long id) {
        throw new UnsupportedOperationException();
    }

    /** Hashes all versions that can be read at the compacted revision or later, up to the given one (0: newest). */
    Reply<Store.HashResult> hash(long revision) {
        throw new UnsupportedOperationException();
    }

    /**
     * The changes of a range from a revision on, always whole revisions, about {@code maxBytes} of them. The batch's
     * revision says how far was looked, which may be short of this view's even when there are no events: ask again from
     * the revision behind it. Previous values at the compacted revision itself are gone.
     */
    Reply<Watcher.Batch> changes(long fromRevision, KeyRange range, boolean withPrevious, int maxBytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
