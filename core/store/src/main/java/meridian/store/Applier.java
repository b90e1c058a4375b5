package meridian.store;

import java.util.ArrayList;
import java.util.List;
import meridian.base.Bytes;
import meridian.base.Invariant;
import meridian.raft.Command;
import meridian.raft.Entry;
import meridian.raft.Position;

/** Applies entries to one database. Belongs to the thread that applies. */
final class Applier implements AutoCloseable {
    /** What an entry's batch takes besides its commands, roughly doubled by the history: saves growing step by step. */
    private static final int BATCH_BYTES_USUAL = 16 * 1024;

    private final Database database;
    private final Stored stored;
    private final Sessions sessions;
    private State state;
    private Access access;

    Applier(Database database) {
        this.database = database;
        this.stored = Stored.writing(database);
        this.state = State.read(stored);
        this.access = AccessRows.read(stored);
        this.sessions = Sessions.read(stored);
    }

    State state() {
        return state;
    }

    Access access() {
        return access;
    }

    record Applied(List<Bytes> answers, AppliedListener.Changes changes) {}

    /** @param withPrevious tell in the events what was there before */
    Applied apply(Entry entry, boolean withPrevious) {
        checkOrder(entry.position());
        BatchBuilder batch = database.batch(BATCH_BYTES_USUAL);
        Draft draft = new Draft(stored, batch, new Tally(state), withPrevious);
        AccessDraft accessDraft = new AccessDraft(access);
        List<Bytes> answers = run(entry, draft, accessDraft, batch);
        draft.finish();
        accessDraft.finish(batch);
        commit(draft.tally().state(entry.position()), batch);
        access = accessDraft.now();
        AppliedListener.Changes changes = new AppliedListener.Changes(
                state.revision(),
                entry.position().term(),
                draft.events(),
                withPrevious,
                draft.leases().granted(),
                draft.leases().ended());
        return new Applied(answers, changes);
    }

    private List<Bytes> run(Entry entry, Draft draft, AccessDraft accessDraft, BatchBuilder batch) {
        SessionDraft drafted =
                new SessionDraft(sessions, batch, entry.position().index());
        CommandRunner runner =
                new CommandRunner(draft, accessDraft, drafted, entry.position().term());
        List<Bytes> answers = new ArrayList<>(entry.commands().size());
        long timestamp = entry.timestamp().bits();
        for (Command command : entry.commands()) {
            draft.begin(timestamp++);
            answers.add(drafted.once(command, runner));
        }
        drafted.finish();
        return answers;
    }

    void skip(Position position) {
        checkOrder(position);
        commit(state.at(position), database.batch(BATCH_BYTES_USUAL));
    }

    private void commit(State next, BatchBuilder batch) {
        next.write(batch);
        database.write(batch);
        state = next;
    }

    private void checkOrder(Position position) {
        Invariant.check(
                position.index() > state.applied().index(),
                "entry %s comes after %s was applied",
                position,
                state.applied());
    }

    @Override
    public void close() {
        stored.close();
    }
}
