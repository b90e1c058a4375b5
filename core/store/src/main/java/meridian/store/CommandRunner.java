package meridian.store;

import java.util.List;
import java.util.Optional;
import meridian.base.ByteReader;
import meridian.base.Bytes;
import meridian.base.NodeId;

/**
 * Does one command on a draft and answers it. Nothing but the log decides the answer: no clock, no configuration, and
 * limits that are the same on all nodes.
 */
final class CommandRunner {
    /** The longest lease, as in etcd. */
    static final long LEASE_SECONDS_MAX = 9_000_000_000L;

    private final Draft draft;
    private final Tally tally;
    private final AccessDraft access;
    private final SessionDraft sessions;
    private final long term;

    CommandRunner(Draft draft, AccessDraft access, SessionDraft sessions, long term) {
        this.draft = draft;
        this.tally = draft.tally();
        this.access = access;
        this.sessions = sessions;
        this.term = term;
    }

    Bytes run(Bytes body) {
        StoreCommand command;
        try {
            command = StoreCodec.decode(body);
        } catch (ByteReader.Malformed e) {
            return AnswerCodec.NUMBER.encode(new Answer.Malformed<>(String.valueOf(e.getMessage())));
        }
        return run(command);
    }

    private Bytes run(StoreCommand command) {
        return switch (command) {
            case StoreCommand.Transact(Transaction transaction) ->
                answer(AnswerCodec.TRANSACTION, transact(transaction));
            case StoreCommand.Compact(long revision) -> answer(AnswerCodec.NUMBER, compact(revision));
            case StoreCommand.GrantLease(long id, long seconds) -> answer(AnswerCodec.LEASE, grant(id, seconds));
            case StoreCommand.RevokeLease(long id) -> answer(AnswerCodec.NUMBER, revoke(id));
            case StoreCommand.ExpireLeases(long wanted, List<Long> ids) ->
                answer(AnswerCodec.NUMBER, expire(wanted, ids));
            case StoreCommand.OpenSession(long nonce) -> answer(AnswerCodec.NUMBER, done(openSession(nonce)));
            case StoreCommand.CloseSession(long session) -> answer(AnswerCodec.NUMBER, done(sessions.close(session)));
            case StoreCommand.ChangeAlarm(Store.AlarmChange change) ->
                answer(AnswerCodec.ALARMS, done(changed(change)));
            case StoreCommand.SetQuota(NodeId node, long bytes) ->
                answer(AnswerCodec.NUMBER, done(setQuota(node, bytes)));
            case StoreCommand.ChangeAccess(AccessChange change) -> answer(AnswerCodec.NUMBER, changeAccess(change));
            case StoreCommand.OnBehalf(Caller caller, StoreCommand inner) -> runFor(caller, inner);
        };
    }

    /** A refusal reads the same whatever the command would have been answered with. */
    private Bytes runFor(Caller caller, StoreCommand command) {
        Gate gate = new Gate(access.now(), caller, draft.leases()::keys);
        return gate.refusal(command)
                .map(error -> answer(AnswerCodec.NUMBER, new Reply.Refused<>(error)))
                .orElseGet(() -> run(command));
    }

    private Reply<Long> changeAccess(AccessChange change) {
        return access.change(change)
                .<Reply<Long>>map(problem -> new Reply.Refused<>(new StoreError.AccessRefused(problem)))
                .orElseGet(() -> done(access.now().revision()));
    }

    private static <T> Bytes answer(AnswerCodec.Of<T> codec, Reply<T> reply) {
        return codec.encode(new Answer.Given<>(reply));
    }

    private <T> Reply<T> done(T value) {
        return new Reply.Done<>(value, new Reply.Header(tally.revision(), term));
    }

    private long openSession(long nonce) {
        return sessions.find(nonce).orElseGet(() -> sessions.open(tally.newSession(draft.writing()), nonce));
    }

    private Reply<Store.TransactionResult> transact(Transaction transaction) {
        Optional<StoreError> refusal = corruption()
                .or(() -> TransactionCheck.refusal(transaction))
                .or(() -> spaceRefusal(TransactionCheck.putBytes(transaction)));
        return refusal.isPresent()
                ? new Reply.Refused<>(refusal.get())
                : new TransactionRunner(draft).run(transaction, term);
    }

    private Optional<StoreError> corruption() {
        return tally.hasAlarm(Store.Alarm.Kind.CORRUPT) ? Optional.of(new StoreError.Corrupt()) : Optional.empty();
    }

    /** What takes no space goes through also when there is none, so that space can be made. */
    private Optional<StoreError> spaceRefusal(long bytes) {
        if (bytes == 0) {
            return Optional.empty();
        }
        if (tally.quota() > 0 && tally.size() + bytes > tally.quota()) {
            tally.raise(new Store.Alarm(new NodeId(tally.quotaNode()), Store.Alarm.Kind.NO_SPACE));
        }
        return tally.hasAlarm(Store.Alarm.Kind.NO_SPACE)
                ? Optional.of(new StoreError.NoSpace(tally.size(), tally.quota()))
                : Optional.empty();
    }

    private Reply<Long> compact(long revision) {
        Optional<StoreError> refusal = corruption();
        if (refusal.isPresent()) {
            return new Reply.Refused<>(refusal.get());
        }
        if (revision > tally.revision()) {
            return new Reply.Refused<>(new StoreError.FutureRevision(revision, tally.revision()));
        }
        if (revision <= tally.compacted()) {
            return new Reply.Refused<>(new StoreError.Compacted(tally.compacted()));
        }
        tally.compact(revision, draft.deadBefore(revision));
        return done(revision);
    }

    private Reply<Store.Lease> grant(long id, long seconds) {
        Optional<StoreError> refusal =
                corruption().or(() -> spaceRefusal(Long.BYTES)).or(() -> leaseRefusal(id, seconds));
        return refusal.isPresent()
                ? new Reply.Refused<>(refusal.get())
                : done(draft.leases().grant(id == 0 ? freeLeaseId() : id, seconds));
    }

    private Optional<StoreError> leaseRefusal(long id, long seconds) {
        if (seconds > LEASE_SECONDS_MAX) {
            return Optional.of(new StoreError.LeaseTooLong(seconds, LEASE_SECONDS_MAX));
        }
        return id != 0 && draft.leases().get(id).isPresent()
                ? Optional.of(new StoreError.LeaseExists(id))
                : Optional.empty();
    }

    /** The command's timestamp is as good as a random number, and the same on every node. */
    private long freeLeaseId() {
        long id = draft.writing();
        while (draft.leases().get(id).isPresent()) {
            id++;
        }
        return id;
    }

    private Reply<Long> revoke(long id) {
        Optional<StoreError> refusal = corruption();
        if (refusal.isEmpty() && draft.leases().get(id).isEmpty()) {
            refusal = Optional.of(new StoreError.LeaseNotFound(id));
        }
        return refusal.isPresent() ? new Reply.Refused<>(refusal.get()) : done(end(id));
    }

    private Reply<Long> expire(long wantedTerm, List<Long> ids) {
        long ended = 0;
        if (wantedTerm == term && corruption().isEmpty()) {
            for (long id : ids) {
                if (draft.leases().get(id).isPresent()) {
                    draft.begin(draft.writing());
                    end(id);
                    ended++;
                }
            }
        }
        return done(ended);
    }

    private long end(long id) {
        List<Bytes> keys = draft.leases().keys(id);
        keys.forEach(draft::delete);
        draft.leases().end(id);
        return keys.size();
    }

    private List<Store.Alarm> changed(Store.AlarmChange change) {
        switch (change) {
            case Store.AlarmChange.Raise(Store.Alarm alarm) -> tally.raise(alarm);
            case Store.AlarmChange.Clear(Store.Alarm alarm) -> tally.clear(alarm);
            case Store.AlarmChange.ListAll() -> {}
        }
        return tally.alarms();
    }

    private long setQuota(NodeId node, long bytes) {
        tally.setQuota(node.name(), Math.max(0, bytes));
        return tally.quota();
    }
}
