package meridian.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import meridian.base.Bytes;
import meridian.testkit.LockChecker.Ending;
import meridian.testkit.SeededRandomness;

/** Several users of one lock, on all nodes, while things go wrong. */
final class LockRound {
    private static final int USERS = 5;
    private static final Duration BETWEEN_FAULTS = Duration.ofMillis(1_500);
    private static final Duration HISTORY_MAX = Duration.ofSeconds(60);

    private static final Bytes EVERYTHING = Bytes.utf8("locks/");
    private static final Bytes LOCK = Bytes.utf8("locks/job");
    private static final Bytes LINE = Bytes.utf8("locks/job/");
    private static final Bytes GUARDED = Bytes.utf8("locks/guarded");

    private final ProcessCluster cluster;
    private final Users users;
    private final SeededRandomness randomness;
    private final Consumer<String> log;
    private final LockNotes notes = new LockNotes();
    private volatile boolean over;

    /** @param log is told of each fault */
    LockRound(ProcessCluster cluster, SeededRandomness randomness, Consumer<String> log) {
        this(cluster, LockUser::all, randomness, log);
    }

    /** @param users who want the lock */
    LockRound(ProcessCluster cluster, Users users, SeededRandomness randomness, Consumer<String> log) {
        this.cluster = cluster;
        this.users = users;
        this.randomness = randomness;
        this.log = log;
    }

    /** @param folder where the evidence goes if anything is wrong */
    Report run(List<Fault> faults, int holdsMin, Path folder) {
        long start = cluster.revision(cluster.nodes().getFirst()) + 1;
        torment(faults);
        LockJudge judge = new LockJudge(notes, history(start), LINE, GUARDED);
        List<Finding> findings = judge.judge(holdsMin);
        if (!findings.stream().allMatch(Finding::isGood)) {
            Folders.write(folder.resolve("locks.txt"), judge.evidence());
        }
        return new Report(
                notes.holds().size(),
                notes.count(Ending.DONE),
                notes.count(Ending.REFUSED),
                notes.count(Ending.UNKNOWN),
                findings);
    }

    private void torment(List<Fault> faults) {
        List<Place> places = cluster.nodes().stream().map(NodeProcess::place).toList();
        // Nobody works here; it only asks nodes that come back what they know.
        Workload questions =
                new Workload(new Notebook(), places, Answerer.Choice.ANY_NODE, EVERYTHING, 1, 0, randomness.fork());
        try (Crowd crowd = users.gather(new Task(places, LOCK, GUARDED, notes, randomness.fork(), () -> over), USERS)) {
            Saboteur saboteur = new Saboteur(cluster, questions, randomness.fork());
            List<Thread> threads = start(crowd);
            Await.pause(BETWEEN_FAULTS);
            for (Fault fault : faults) {
                log.accept(saboteur.inject(fault));
                Await.pause(BETWEEN_FAULTS);
            }
            over = true;
            threads.forEach(LockRound::join);
        } finally {
            over = true;
            questions.close();
        }
    }

    private static List<Thread> start(Crowd crowd) {
        return crowd.members().stream().map(Thread.ofVirtual()::start).toList();
    }

    /** What the users of the lock have to know. */
    record Task(
            List<Place> places,
            Bytes lock,
            Bytes guarded,
            LockNotes notes,
            SeededRandomness randomness,
            BooleanSupplier over) {}

    /** Makes users of the lock. */
    @FunctionalInterface
    interface Users {
        Crowd gather(Task task, int count);
    }

    /** Users, and what has to be closed when they have ended. */
    record Crowd(List<Runnable> members, List<? extends AutoCloseable> connections) implements AutoCloseable {
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

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosFailure("Interrupted.", e);
        }
    }

    private List<Change> history(long start) {
        NodeProcess node = cluster.nodes().getFirst();
        long end = cluster.revision(node);
        try (NodeWatcher watcher = new NodeWatcher(node.place(), EVERYTHING, start)) {
            Await.until("a watch tells everything up to " + end, HISTORY_MAX, () -> {
                watcher.requireNotRefused();
                return watcher.upTo() >= end;
            });
            return watcher.told().stream()
                    .flatMap(batch -> batch.events().stream())
                    .filter(change -> change.revision() <= end)
                    .toList();
        }
    }

    /**
     * What came out.
     *
     * @param holds how often the lock was got
     * @param refused writes of holders that had lost it
     */
    record Report(long holds, long done, long refused, long unknown, List<Finding> findings) {
        /** Throws unless every checker is content. */
        void requireGood() {
            for (Finding finding : findings) {
                if (!finding.isGood()) {
                    throw new AssertionError(finding.checker() + "? " + finding.problem());
                }
            }
        }
    }
}
