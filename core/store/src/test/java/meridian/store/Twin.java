package meridian.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import meridian.base.Bytes;
import meridian.base.NodeId;

/**
 * The store's rules in the plainest way: every version of every key in a list, nothing fast, nothing on disk. What the
 * state machine answers must be what its twin answers.
 */
final class Twin {
    /** A version from its own revision up to the one that ended it. */
    record Version(KeyValue keyValue, long ended) {
        boolean isSeenAt(long revision) {
            return keyValue.modRevision() <= revision && revision < ended;
        }
    }

    private static final long NEVER = Long.MAX_VALUE;
    private static final KeyValue ABSENT = new KeyValue(Bytes.EMPTY, Bytes.EMPTY, 0, 0, 0, 0);

    private final Map<Long, Long> leases = new TreeMap<>();
    private final List<Store.Alarm> alarms = new ArrayList<>();
    private final List<WatchEvent> events = new ArrayList<>();
    private List<Version> versions = new ArrayList<>();
    private long revision = 1;
    private long compacted;
    private long lastSession;
    private final Map<Long, Long> sessions = new HashMap<>();
    private long quota;
    private String quotaNode = "";
    private long term;
    private long writing;

    /** Answers a command that is applied at the timestamp. */
    Answer<?> run(StoreCommand command, long newTerm, long timestamp) {
        term = newTerm;
        writing = Math.max(timestamp, revision + 1);
        return new Answer.Given<>(run(command));
    }

    private Reply<?> run(StoreCommand command) {
        return switch (command) {
            case StoreCommand.Transact(Transaction transaction) -> transact(transaction);
            case StoreCommand.Compact(long at) -> compact(at);
            case StoreCommand.GrantLease(long id, long seconds) -> grant(id, seconds);
            case StoreCommand.RevokeLease(long id) -> revoke(id);
            case StoreCommand.ExpireLeases(long wanted, List<Long> ids) -> expire(wanted, ids);
            case StoreCommand.OpenSession(long nonce) -> openSession(nonce);
            case StoreCommand.CloseSession(long session) -> closeSession(session);
            case StoreCommand.ChangeAlarm(Store.AlarmChange change) -> changeAlarm(change);
            case StoreCommand.SetQuota(NodeId node, long bytes) -> setQuota(node, bytes);
            case StoreCommand.ChangeAccess _ -> throw new UnsupportedOperationException("nobody logs in here");
            // While access control is off it does not matter who asks.
            case StoreCommand.OnBehalf(Caller _, StoreCommand inner) -> run(inner);
        };
    }

    long revision() {
        return revision;
    }

    long compacted() {
        return compacted;
    }

    List<Store.Lease> leases() {
        return leases.entrySet().stream()
                .map(lease -> new Store.Lease(lease.getKey(), Duration.ofSeconds(lease.getValue())))
                .toList();
    }

    List<Bytes> leaseKeys(long id) {
        return range(KeyRange.ALL, revision)
                .filter(keyValue -> keyValue.lease() == id)
                .map(KeyValue::key)
                .toList();
    }

    boolean knows(long session) {
        return sessions.containsKey(session);
    }

    List<Long> sessionIds() {
        return sessions.keySet().stream().sorted().toList();
    }

    List<WatchEvent> events(long from) {
        return events.stream().filter(event -> event.revision() >= from).toList();
    }

    /** The bytes of all versions that can be read, or whose end can be watched. */
    long size() {
        return versions.stream()
                .filter(version -> version.ended >= compacted)
                .mapToLong(version -> State.sizeOf(version.keyValue.key(), version.keyValue.value()))
                .sum();
    }

    Reply<Result.Read> read(RangeQuery query) {
        return refusal(query, revision)
                .<Reply<Result.Read>>map(Reply.Refused::new)
                .orElseGet(() -> done(answer(query)));
    }

    private <T> Reply<T> done(T value) {
        return new Reply.Done<>(value, new Reply.Header(revision, term));
    }

    private Optional<StoreError> refusal(RangeQuery query, long newest) {
        if (query.revision() > newest) {
            return Optional.of(new StoreError.FutureRevision(query.revision(), newest));
        }
        return query.revision() != 0 && query.revision() < compacted
                ? Optional.of(new StoreError.Compacted(compacted))
                : Optional.empty();
    }

    private Stream<KeyValue> range(KeyRange range, long at) {
        return versions.stream()
                .filter(version -> version.isSeenAt(at))
                .map(Version::keyValue)
                .filter(keyValue -> range.contains(keyValue.key()))
                .sorted(Comparator.comparing(KeyValue::key));
    }

    private Result.Read answer(RangeQuery query) {
        List<KeyValue> all = range(query.range(), query.revision() == 0 ? revision : query.revision())
                .toList();
        if (query.countOnly()) {
            return new Result.Read(List.of(), all.size(), false);
        }
        List<KeyValue> wanted = all.stream()
                .filter(it -> query.minMod() == 0 || it.modRevision() >= query.minMod())
                .filter(it -> query.maxMod() == 0 || it.modRevision() <= query.maxMod())
                .filter(it -> query.minCreate() == 0 || it.createRevision() >= query.minCreate())
                .filter(it -> query.maxCreate() == 0 || it.createRevision() <= query.maxCreate())
                .sorted(order(query))
                .toList();
        boolean more = query.limit() > 0 && wanted.size() > query.limit();
        List<KeyValue> found = (more ? wanted.subList(0, (int) query.limit()) : wanted)
                .stream()
                        .map(it -> query.keysOnly()
                                ? new KeyValue(
                                        it.key(),
                                        Bytes.EMPTY,
                                        it.createRevision(),
                                        it.modRevision(),
                                        it.version(),
                                        it.lease())
                                : it)
                        .toList();
        return new Result.Read(found, all.size(), more);
    }

    private static Comparator<KeyValue> order(RangeQuery query) {
        Comparator<KeyValue> order =
                switch (query.sortTarget()) {
                    case KEY -> Comparator.comparing(KeyValue::key);
                    case VALUE -> Comparator.comparing(KeyValue::value);
                    case VERSION -> by(KeyValue::version);
                    case CREATE_REVISION -> by(KeyValue::createRevision);
                    case MOD_REVISION -> by(KeyValue::modRevision);
                };
        return (query.sortOrder() == RangeQuery.SortOrder.DESCENDING ? order.reversed() : order)
                .thenComparing(KeyValue::key);
    }

    private static Comparator<KeyValue> by(ToLongFunction<KeyValue> number) {
        return Comparator.comparingLong(number);
    }

    private Optional<KeyValue> get(Bytes key) {
        return range(KeyRange.single(key), revision).findFirst();
    }

    private boolean isCorrupt() {
        return alarms.stream().anyMatch(alarm -> alarm.kind() == Store.Alarm.Kind.CORRUPT);
    }

    private boolean isFull(long more) {
        if (more == 0) {
            return false;
        }
        if (quota > 0 && size() + more > quota) {
            raise(new Store.Alarm(new NodeId(quotaNode), Store.Alarm.Kind.NO_SPACE));
        }
        return alarms.stream().anyMatch(alarm -> alarm.kind() == Store.Alarm.Kind.NO_SPACE);
    }

    private Reply<?> transact(Transaction transaction) {
        if (isCorrupt()) {
            return new Reply.Refused<>(new StoreError.Corrupt());
        }
        Optional<StoreError> wrong = TransactionCheck.refusal(transaction);
        if (wrong.isPresent()) {
            return new Reply.Refused<>(wrong.get());
        }
        if (isFull(TransactionCheck.putBytes(transaction))) {
            return new Reply.Refused<>(new StoreError.NoSpace(size(), quota));
        }
        List<Version> before = List.copyOf(versions);
        IdentityHashMap<Transaction, Boolean> chosen = new IdentityHashMap<>();
        choose(transaction, chosen);
        Optional<StoreError> refusal = refusal(transaction, chosen);
        if (refusal.isPresent()) {
            assertUnchanged(before);
            return new Reply.Refused<>(refusal.get());
        }
        List<Result> results = perform(transaction, chosen);
        return done(new Store.TransactionResult(chosen.getOrDefault(transaction, false), results));
    }

    private void assertUnchanged(List<Version> before) {
        if (!versions.equals(before)) {
            throw new AssertionError("the twin changed something before it refused");
        }
    }

    private void choose(Transaction transaction, IdentityHashMap<Transaction, Boolean> chosen) {
        chosen.put(transaction, transaction.comparisons().stream().allMatch(this::holds));
        for (Operation step : steps(transaction, chosen)) {
            if (step instanceof Operation.Nested(Transaction nested)) {
                choose(nested, chosen);
            }
        }
    }

    private static List<Operation> steps(Transaction transaction, IdentityHashMap<Transaction, Boolean> chosen) {
        return chosen.getOrDefault(transaction, false) ? transaction.then() : transaction.otherwise();
    }

    private boolean holds(Comparison comparison) {
        List<KeyValue> found = range(comparison.range(), revision).toList();
        if (found.isEmpty()) {
            return comparison.target() != Comparison.Target.VALUE && holds(comparison, ABSENT);
        }
        return found.stream().allMatch(keyValue -> holds(comparison, keyValue));
    }

    private static boolean holds(Comparison comparison, KeyValue keyValue) {
        int order =
                switch (comparison.target()) {
                    case VALUE -> keyValue.value().compareTo(comparison.value());
                    case VERSION -> Long.compare(keyValue.version(), comparison.number());
                    case CREATE_REVISION -> Long.compare(keyValue.createRevision(), comparison.number());
                    case MOD_REVISION -> Long.compare(keyValue.modRevision(), comparison.number());
                    case LEASE -> Long.compare(keyValue.lease(), comparison.number());
                };
        return switch (comparison.relation()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
        };
    }

    private Optional<StoreError> refusal(Transaction transaction, IdentityHashMap<Transaction, Boolean> chosen) {
        for (Operation step : steps(transaction, chosen)) {
            Optional<StoreError> refusal =
                    switch (step) {
                        case Operation.Put put -> refusal(put);
                        case Operation.Read(RangeQuery query) -> refusal(query, revision);
                        case Operation.Nested(Transaction nested) -> refusal(nested, chosen);
                        case Operation.Delete _ -> Optional.empty();
                    };
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private Optional<StoreError> refusal(Operation.Put put) {
        if ((put.keepValue() || put.keepLease()) && get(put.key()).isEmpty()) {
            return Optional.of(new StoreError.KeyNotFound());
        }
        return put.lease() != 0 && !leases.containsKey(put.lease())
                ? Optional.of(new StoreError.LeaseNotFound(put.lease()))
                : Optional.empty();
    }

    private List<Result> perform(Transaction transaction, IdentityHashMap<Transaction, Boolean> chosen) {
        List<Result> results = new ArrayList<>();
        for (Operation step : steps(transaction, chosen)) {
            results.add(
                    switch (step) {
                        case Operation.Put put -> put(put);
                        case Operation.Read(RangeQuery query) -> answer(query);
                        case Operation.Delete(KeyRange range, boolean withPrevious) -> {
                            List<KeyValue> deleted =
                                    delete(range(range, revision).toList());
                            yield new Result.Delete(deleted.size(), withPrevious ? deleted : List.of());
                        }
                        case Operation.Nested(Transaction nested) ->
                            new Result.Nested(chosen.getOrDefault(nested, false), perform(nested, chosen));
                    });
        }
        return results;
    }

    private Result.Put put(Operation.Put put) {
        Optional<KeyValue> old = get(put.key());
        KeyValue next = new KeyValue(
                put.key(),
                put.keepValue() ? old.orElseThrow().value() : put.value(),
                old.map(KeyValue::createRevision).orElse(writing),
                writing,
                old.map(KeyValue::version).orElse(0L) + 1,
                put.keepLease() ? old.orElseThrow().lease() : put.lease());
        end(put.key());
        versions.add(new Version(next, NEVER));
        events.add(new WatchEvent(WatchEvent.Kind.PUT, next, old));
        revision = writing;
        return new Result.Put(put.withPrevious() ? old : Optional.empty());
    }

    private List<KeyValue> delete(List<KeyValue> found) {
        for (KeyValue old : found) {
            end(old.key());
            events.add(new WatchEvent(
                    WatchEvent.Kind.DELETE, new KeyValue(old.key(), Bytes.EMPTY, 0, writing, 0, 0), Optional.of(old)));
            revision = writing;
        }
        return found;
    }

    private void end(Bytes key) {
        List<Version> changed = new ArrayList<>();
        for (Version version : versions) {
            boolean ends = version.ended == NEVER && version.keyValue.key().equals(key);
            changed.add(ends ? new Version(version.keyValue, writing) : version);
        }
        versions = changed;
    }

    private Reply<Long> compact(long at) {
        if (isCorrupt()) {
            return new Reply.Refused<>(new StoreError.Corrupt());
        }
        if (at > revision) {
            return new Reply.Refused<>(new StoreError.FutureRevision(at, revision));
        }
        if (at <= compacted) {
            return new Reply.Refused<>(new StoreError.Compacted(compacted));
        }
        compacted = at;
        return done(at);
    }

    private Reply<Store.Lease> grant(long asked, long seconds) {
        if (isCorrupt()) {
            return new Reply.Refused<>(new StoreError.Corrupt());
        }
        if (isFull(Long.BYTES)) {
            return new Reply.Refused<>(new StoreError.NoSpace(size(), quota));
        }
        if (asked != 0 && leases.containsKey(asked)) {
            return new Reply.Refused<>(new StoreError.LeaseExists(asked));
        }
        long id = asked;
        for (long free = writing; id == 0; free++) {
            id = leases.containsKey(free) ? 0 : free;
        }
        leases.put(id, seconds);
        return done(new Store.Lease(id, Duration.ofSeconds(seconds)));
    }

    private Reply<Long> revoke(long id) {
        if (isCorrupt()) {
            return new Reply.Refused<>(new StoreError.Corrupt());
        }
        if (leases.remove(id) == null) {
            return new Reply.Refused<>(new StoreError.LeaseNotFound(id));
        }
        return done(deleteOf(id));
    }

    private long deleteOf(long lease) {
        List<KeyValue> attached = range(KeyRange.ALL, revision)
                .filter(keyValue -> keyValue.lease() == lease)
                .toList();
        return delete(attached).size();
    }

    private Reply<Long> expire(long wanted, List<Long> ids) {
        long ended = 0;
        if (wanted == term && !isCorrupt()) {
            for (long id : ids) {
                if (leases.remove(id) != null) {
                    writing = Math.max(writing, revision + 1);
                    deleteOf(id);
                    ended++;
                }
            }
        }
        return done(ended);
    }

    private Reply<Long> openSession(long nonce) {
        for (Map.Entry<Long, Long> session : sessions.entrySet()) {
            if (session.getValue() == nonce) {
                return done(session.getKey());
            }
        }
        lastSession = Math.max(writing, lastSession + 1);
        sessions.put(lastSession, nonce);
        return done(lastSession);
    }

    private Reply<Long> closeSession(long session) {
        sessions.remove(session);
        return done(session);
    }

    private void raise(Store.Alarm alarm) {
        if (!alarms.contains(alarm)) {
            alarms.add(alarm);
        }
    }

    private Reply<List<Store.Alarm>> changeAlarm(Store.AlarmChange change) {
        switch (change) {
            case Store.AlarmChange.Raise(Store.Alarm alarm) -> raise(alarm);
            case Store.AlarmChange.Clear(Store.Alarm alarm) -> alarms.remove(alarm);
            case Store.AlarmChange.ListAll() -> {}
        }
        return done(List.copyOf(alarms));
    }

    private Reply<Long> setQuota(NodeId node, long bytes) {
        quota = bytes;
        quotaNode = node.name();
        return done(bytes);
    }
}
