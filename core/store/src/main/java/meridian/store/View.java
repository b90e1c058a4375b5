package meridian.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import meridian.base.Bytes;
import meridian.base.Invariant;

/** The state at one revision. It never changes, and it must be closed: it keeps old files from being deleted. */
final class View implements AutoCloseable {
    /** How many changes one call of {@link #changes} looks at, so that it ends soon also when none is wanted. */
    private static final int CHANGES_LOOKED_AT_MAX = 10_000;

    private static final int EVENT_OVERHEAD_BYTES = 64;

    private final Database database;
    private final Stored stored;
    private final State state;
    private final Access access;
    private final AtomicInteger readers = new AtomicInteger(1);

    /** Freezes what is written now; the caller holds the first reference. */
    View(Database database, State state, Access access) {
        Invariant.check(database.hold(), "a view of a database that is closed");
        this.database = database;
        this.stored = Stored.frozen(database);
        this.state = state;
        this.access = access;
    }

    /** Adds a reader, who closes the view once more. False if it has been closed for good. */
    boolean hold() {
        return readers.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    State state() {
        return state;
    }

    long revision() {
        return state.revision();
    }

    /** The term of the last entry applied. */
    long term() {
        return state.applied().term();
    }

    /** Reads below this revision are refused; 0 before the first compaction. */
    long compactedRevision() {
        return state.compacted();
    }

    /** The quota that holds in the group, in bytes; 0 before the first was set. */
    long quota() {
        return state.quota();
    }

    /** Bytes of all keys and values that can be read at some revision; what the quota is held against. */
    long size() {
        return state.size();
    }

    List<Store.Alarm> alarms() {
        return state.alarms();
    }

    Access access() {
        return access;
    }

    /** Decides what of this state the caller may see. */
    Gate gate(Caller caller) {
        return new Gate(access, caller, this::leaseKeys);
    }

    Reply<Result.Read> read(Caller caller, RangeQuery query) {
        return gate(caller)
                .read(query.range())
                .<Reply<Result.Read>>map(Reply.Refused::new)
                .orElseGet(() -> read(query));
    }

    Reply<Result.Read> read(RangeQuery query) {
        Optional<StoreError> refusal = refusal(query.revision());
        if (refusal.isPresent()) {
            return new Reply.Refused<>(refusal.get());
        }
        boolean past = query.revision() > 0 && query.revision() < revision();
        if (query.range().isSingle()) {
            Bytes key = query.range().start();
            return done(
                    RangeReader.single(past ? stored.at(key, query.revision()) : stored.latest(key), query, stored));
        }
        if (!past && query.countOnly() && query.range().equals(KeyRange.ALL)) {
            return done(new Result.Read(List.of(), state.keys(), false));
        }
        return readRange(query, past);
    }

    Reply<Store.TransactionResult> read(Caller caller, Transaction transaction) {
        return gate(caller)
                .refusal(transaction)
                .<Reply<Store.TransactionResult>>map(Reply.Refused::new)
                .orElseGet(() -> read(transaction));
    }

    /** Does a transaction that writes nothing, on a draft that nobody will write. */
    Reply<Store.TransactionResult> read(Transaction transaction) {
        return new TransactionRunner(new Draft(stored, database.batch(0), new Tally(state), false))
                .run(transaction, term());
    }

    private Reply<Result.Read> readRange(RangeQuery query, boolean past) {
        try (KeyCursor cursor = past ? stored.past(query.range(), query.revision()) : stored.latest(query.range())) {
            return RangeReader.read(cursor, query, stored, RangeReader.ANSWER_BYTES_MAX)
                    .map(this::done)
                    .orElseGet(View::tooLarge);
        }
    }

    private static Reply<Result.Read> tooLarge() {
        long max = RangeReader.ANSWER_BYTES_MAX;
        return new Reply.Refused<>(new StoreError.TooLarge(max + 1, max));
    }

    private <T> Reply<T> done(T value) {
        return new Reply.Done<>(value, new Reply.Header(revision(), term()));
    }

    /** Why nothing can be read at the revision. */
    private Optional<StoreError> refusal(long asked) {
        if (asked > revision()) {
            return Optional.of(new StoreError.FutureRevision(asked, revision()));
        }
        if (asked != 0 && asked < state.compacted()) {
            return Optional.of(new StoreError.Compacted(state.compacted()));
        }
        return Optional.empty();
    }

    Optional<KeyValue> get(Bytes key) {
        return stored.latest(key).map(stored::whole);
    }

    /** All leases by id. */
    List<Store.Lease> leases() {
        return LeaseRows.leases(stored);
    }

    Optional<Store.Lease> lease(long id) {
        return LeaseRows.lease(stored, id);
    }

    List<Bytes> leaseKeys(long id) {
        return LeaseRows.keys(stored, id);
    }

    /**
     * Hashes all versions that can be read at some revision from the compacted one up to the given one (0: newest), and
     * the deletions among these revisions. Reads everything.
     */
    Reply<Store.HashResult> hash(long revision) {
        Optional<StoreError> refusal = refusal(revision);
        if (refusal.isPresent()) {
            return new Reply.Refused<>(refusal.get());
        }
        long at = revision == 0 ? revision() : revision;
        long hash = VersionHash.of(stored, state.compacted(), at);
        return done(new Store.HashResult(hash, state.compacted(), at));
    }

    /**
     * The changes of a range from a revision on, always whole revisions, about {@code maxBytes} of them. The batch's
     * revision says how far was looked, which may be short of this view's even when there are no events: ask again from
     * the revision behind it.
     */
    Reply<Watcher.Batch> changes(long fromRevision, KeyRange range, boolean withPrevious, int maxBytes) {
        if (fromRevision < state.compacted()) {
            return new Reply.Refused<>(new StoreError.Compacted(state.compacted()));
        }
        List<WatchEvent> events = new ArrayList<>();
        long looked = revision();
        try (Scan scan = stored.scan(Family.CHANGES, Rows.changeKey(fromRevision, 0), new byte[0])) {
            long bytes = 0;
            long revision = fromRevision;
            for (int count = 0; scan.isValid(); scan.next(), count++) {
                long next = Rows.changeRevision(scan.key());
                if (next != revision && (bytes >= maxBytes || count >= CHANGES_LOOKED_AT_MAX)) {
                    looked = next - 1;
                    break;
                }
                revision = next;
                Rows.Change change = Rows.change(scan.key(), scan.value());
                if (range.contains(change.keyValue().key())) {
                    WatchEvent event = event(change, withPrevious);
                    events.add(event);
                    bytes += size(event);
                }
            }
        }
        return done(new Watcher.Batch(events, looked));
    }

    private WatchEvent event(Rows.Change change, boolean withPrevious) {
        Optional<KeyValue> previous = withPrevious && change.hasPrevious()
                ? Optional.of(stored.change(change.previousRevision(), change.previousSequence())
                        .keyValue())
                : Optional.empty();
        return new WatchEvent(change.kind(), change.keyValue(), previous);
    }

    private static long size(WatchEvent event) {
        return EVENT_OVERHEAD_BYTES
                + RangeReader.size(event.keyValue())
                + event.previous().map(RangeReader::size).orElse(0L);
    }

    @Override
    public void close() {
        int left = readers.decrementAndGet();
        Invariant.check(left >= 0, "a view was closed %d times too often", -(long) left);
        if (left == 0) {
            stored.close();
            database.release();
        }
    }
}
