package meridian.chaos.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import meridian.base.Bytes;
import meridian.chaos.base.Await;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.base.Folders;
import meridian.testkit.LockChecker.Ending;
import meridian.testkit.SeededRandomness;

/** Several users of one lock, on all nodes. */
public final class LockWorkload implements Workload {
    private static final int USERS = 5;
    /** So often the lock must be got, and so many writes be done, or the round proves nothing. */
    private static final int HOLDS_MIN = 6;

    private final Stage stage;
    private final Bytes guarded;
    private final LockNotes notes;
    private final Crowd crowd;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    public LockWorkload(Stage stage) {
        this(stage, LockUser::all);
    }

    /** @param users who want the lock */
    public LockWorkload(Stage stage, Users users) {
        this.stage = stage;
        this.guarded = Bytes.utf8(stage.prefix() + "guarded");
        this.notes = new LockNotes(stage.timeline());
        this.crowd = users.gather(
                new Task(
                        stage.endpoints(),
                        Bytes.utf8(stage.prefix() + "job"),
                        guarded,
                        notes,
                        stage.randomness().fork(),
                        () -> over),
                USERS);
    }

    /** What the users of the lock have to know. */
    public record Task(
            List<Endpoint> endpoints,
            Bytes lock,
            Bytes guarded,
            LockNotes notes,
            SeededRandomness randomness,
            BooleanSupplier over) {}

    /** Makes users of the lock. */
    @FunctionalInterface
    public interface Users {
        Crowd gather(Task task, int count);
    }

    /** Users, and what has to be closed when they have ended. */
    public record Crowd(List<Runnable> members, List<? extends AutoCloseable> connections) implements AutoCloseable {
        @Override
        public void close() {
            connections.forEach(Crowd::close);
        }

        private static void close(AutoCloseable connection) {
            try {
                connection.close();
            } catch (Exception e) {
                throw new ChaosFailure("Cannot close " + connection + ": " + e.getMessage(), e);
            }
        }
    }

    @Override
    public String name() {
        return stage.name();
    }

    @Override
    public void start() {
        crowd.members().forEach(user -> threads.add(Thread.ofVirtual().start(user)));
    }

    @Override
    public void stop() {
        over = true;
        Await.end(threads);
    }

    @Override
    public Count count() {
        return new Count(
                notes.holds().size() + notes.count(Ending.DONE) + notes.count(Ending.REFUSED),
                notes.count(Ending.UNKNOWN));
    }

    @Override
    public List<Finding> judge(Truth truth) {
        return judge(truth.of(stage.own())).judge(HOLDS_MIN);
    }

    private LockJudge judge(List<Change> history) {
        return new LockJudge(notes, history, Bytes.utf8(stage.prefix() + "job/"), guarded);
    }

    @Override
    public void save(Path folder) {
        Folders.write(folder.resolve(name() + ".txt"), judge(List.of()).evidence());
    }

    @Override
    public void close() {
        over = true;
        crowd.close();
    }
}
