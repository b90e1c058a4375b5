package meridian.chaos;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import meridian.chaos.base.Await;

/**
 * SIGSTOP of the leader. Clients ask it while it sleeps; when it wakes it must not answer from what it last knew.
 *
 * @param length how long it sleeps on after it was replaced
 */
record Pause(Function<Scene, Duration> length) implements Injection {
    private static final Duration RACE_LEAD = Duration.ofMillis(150);

    @Override
    public String inject(Scene scene) {
        NodeProcess leader = scene.leader();
        List<NodeProcess> others = scene.cluster().others(leader);
        leader.pause();
        NodeProcess next = scene.cluster().awaitLeader(others);
        String outage = scene.awaitWrite(others);
        Await.pause(length.apply(scene));
        List<Thread> racers = scene.race(leader, "resume");
        Await.pause(RACE_LEAD);
        leader.resume();
        Await.end(racers);
        return leader.id() + ", replaced by " + next.id() + "; " + outage;
    }
}
