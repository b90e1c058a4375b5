package meridian.chaos.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import meridian.base.Bytes;
import meridian.chaos.base.Await;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.base.Folders;
import meridian.chaos.load.LeaseJudge.Calamity;

/** Owners of leases with a key on each, who renew them on any node until they give them back or fall silent. */
public final class LeaseWorkload implements Workload {
    private static final int OWNERS = 4;
    /** So many leases must end because their owners fell silent, or the round proves nothing. */
    private static final int ENDS_MIN = 4;
    /** The leader's tick, a commit and the way of the news, on a machine that is busy with other things. */
    private static final Duration LATE_MAX = Duration.ofSeconds(10);

    private static final Duration HISTORY_MAX = Duration.ofSeconds(60);

    private final Stage stage;
    private final LeaseNotes notes = new LeaseNotes();
    private final List<StoreClient> connections;
    private final List<NodeWatcher> watchers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final long start;
    private String leftOver = "";
    private volatile boolean over;

    public LeaseWorkload(Stage stage) {
        this.stage = stage;
        this.connections = stage.connect();
        this.start = connections.getFirst().revision() + 1;
    }

    @Override
    public String name() {
        return stage.name();
    }

    @Override
    public void start() {
        stage.endpoints().forEach(it -> watchers.add(new NodeWatcher(it, stage.own(), start)));
        for (int i = 0; i < OWNERS; i++) {
            LeaseOwner owner = new LeaseOwner(
                    stage.prefix() + i + "-",
                    notes,
                    connections,
                    stage.timeline(),
                    stage.randomness().fork(),
                    () -> over);
            threads.add(Thread.ofVirtual().start(owner));
        }
    }

    /** All owners leave; returns when their keys are gone, or should be. */
    @Override
    public void stop() {
        over = true;
        Await.end(threads);
        Duration max = LeaseOwner.TIME_TO_LIVE.plus(LATE_MAX);
        StoreClient any = connections.getFirst();
        any.retryNow();
        try {
            Await.until(
                    "all keys on leases go", max, () -> any.keys(stage.own()).isEmpty());
        } catch (ChaosFailure _) {
            leftOver = any.keys(stage.own()) + " are still there " + max.toSeconds() + " s after their owners had gone";
        }
    }

    @Override
    public Count count() {
        return notes.count();
    }

    @Override
    public List<Finding> judge(Truth truth) {
        watchers.forEach(it -> it.hearOut(truth.end(), HISTORY_MAX));
        List<Calamity> calamities = stage.timeline().troubles().stream()
                .map(it -> new Calamity(
                        stage.timeline().nanosAt(it.stretch().begin()),
                        stage.timeline().nanosAt(it.stretch().end())))
                .toList();
        LeaseJudge judge = new LeaseJudge(LeaseOwner.TIME_TO_LIVE, notes.lives(), ends(), calamities);
        return List.of(
                Finding.of("enough leases ended", () -> requireTraffic(judge)),
                Finding.of("leases live their full time", judge::requireFullTime),
                Finding.of("no lease that lives is called gone", judge::requireTrueNews),
                Finding.of("leases end in time", () -> {
                    judge.requirePromptEnds(LATE_MAX);
                    Finding.require(leftOver.isEmpty(), "%s", leftOver);
                }));
    }

    private static void requireTraffic(LeaseJudge judge) {
        Finding.require(judge.silentEnds() >= ENDS_MIN, "%d leases ended by themselves only", judge.silentEnds());
    }

    private Map<Bytes, Long> ends() {
        Map<Bytes, Long> ends = new HashMap<>();
        watchers.stream()
                .flatMap(it -> it.moments().stream())
                .forEach(told -> told.batch().events().stream()
                        .filter(Change::isDelete)
                        .forEach(change -> ends.merge(change.key(), told.moment(), Math::min)));
        return ends;
    }

    @Override
    public void save(Path folder) {
        Folders.write(folder.resolve(name() + ".txt"), Finding.lines(notes.lives()));
        Folders.write(folder.resolve(name() + "-ends.txt"), Finding.lines(ends().entrySet()));
    }

    @Override
    public void close() {
        over = true;
        watchers.forEach(NodeWatcher::close);
        connections.forEach(StoreClient::close);
    }
}
