package meridian.store;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import meridian.base.ByteWriter;
import meridian.base.Bytes;
import meridian.raft.Command;

/**
 * The sessions while one entry is applied. The limits here decide results, so they are part of the replicated rules and
 * not of the configuration.
 */
final class SessionDraft {
    /** The session that was not heard of for longest goes when one more is opened. */
    static final int SESSIONS_MAX = 1024;

    /** The oldest result goes, and counts as settled, when a session leaves more than this unsettled. */
    static final int RESULTS_PER_SESSION_MAX = 65_536;

    /** Of a larger result only that there was one is kept. */
    static final int RESULT_BYTES_MAX = 1024;

    private static final Bytes EXPIRED = AnswerCodec.NUMBER.encode(new Answer.SessionExpired<>());
    private static final Bytes FORGOTTEN = AnswerCodec.NUMBER.encode(new Answer.Forgotten<>());

    private final Sessions sessions;
    private final BatchBuilder batch;
    private final long index;
    private final Session.Row row;
    private final ByteWriter rowResults = new ByteWriter(256);
    private final Set<Session> changed = new LinkedHashSet<>();

    SessionDraft(Sessions sessions, BatchBuilder batch, long index) {
        this.sessions = sessions;
        this.batch = batch;
        this.index = index;
        this.row = new Session.Row(index);
    }

    /** Has the command done, unless it was done before, and answers it. */
    Bytes once(Command command, CommandRunner runner) {
        if (command.session() == Command.NO_SESSION) {
            return runner.run(command.body());
        }
        Optional<Session> session = sessions.get(command.session());
        return session.isPresent() ? once(session.get(), command, runner) : EXPIRED;
    }

    private Bytes once(Session session, Command command, CommandRunner runner) {
        session.use(index);
        changed.add(session);
        settle(session, command.settledBelow());
        if (session.hasSettled(command.number())) {
            return EXPIRED;
        }
        return session.result(command.number()).orElseGet(() -> {
            Bytes answer = runner.run(command.body());
            keep(session, command.number(), answer);
            return answer;
        });
    }

    private void keep(Session session, long number, Bytes answer) {
        Bytes result = answer.length() <= RESULT_BYTES_MAX ? answer : FORGOTTEN;
        session.keep(number, result, row);
        rowResults.varint(session.id()).varint(number).bytes(result);
        if (session.resultCount() > RESULTS_PER_SESSION_MAX) {
            settle(session, session.oldestNumber() + 1);
        }
    }

    private void settle(Session session, long below) {
        List<Session.Row> emptied = session.settle(below);
        for (Session.Row each : emptied) {
            batch.delete(Family.SESSIONS, Sessions.resultsKey(each.index()));
        }
    }

    /** The session that was opened with the nonce. */
    Optional<Long> find(long nonce) {
        return sessions.all().stream()
                .filter(session -> session.nonce() == nonce)
                .map(Session::id)
                .findFirst();
    }

    long open(long id, long nonce) {
        if (sessions.all().size() >= SESSIONS_MAX) {
            sessions.all().stream()
                    .min(Comparator.comparingLong(Session::usedAt).thenComparingLong(Session::id))
                    .ifPresent(oldest -> close(oldest.id()));
        }
        Session session = new Session(id, nonce);
        session.use(index);
        sessions.add(session);
        changed.add(session);
        return id;
    }

    long close(long id) {
        sessions.get(id).ifPresent(session -> {
            settle(session, Long.MAX_VALUE);
            sessions.remove(session);
            changed.add(session);
        });
        return id;
    }

    /** Puts what this entry changed into its batch. */
    void finish() {
        for (Session session : changed) {
            byte[] key = Sessions.sessionKey(session.id());
            if (sessions.get(session.id()).isPresent()) {
                batch.put(Family.SESSIONS, key, session.encode());
            } else {
                batch.delete(Family.SESSIONS, key);
            }
        }
        if (!row.isEmpty()) {
            batch.put(Family.SESSIONS, Sessions.resultsKey(index), rowResults.toArray());
        }
    }
}
