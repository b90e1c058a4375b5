package meridian.chaos;

import java.time.Duration;
import java.util.List;
import meridian.testkit.SeededRandomness;

/** Makes faults happen, one at a time, and heals them again. */
final class Saboteur {
    private static final Duration HOLD_MIN = Duration.ofMillis(500);
    private static final Duration HOLD_MAX = Duration.ofMillis(2500);
    private static final Duration LONG_PAUSE = Duration.ofSeconds(20);
    private static final Duration RACE_PATIENCE = Duration.ofSeconds(5);
    private static final Duration RACE_LEAD = Duration.ofMillis(150);
    private static final int RACERS_PER_KEY = 3;

    private final ProcessCluster cluster;
    private final Workload workload;
    private final SeededRandomness randomness;
    private int races;

    Saboteur(ProcessCluster cluster, Workload workload, SeededRandomness randomness) {
        this.cluster = cluster;
        this.workload = workload;
        this.randomness = randomness;
    }

    /** Returns when all is well again. Says what was done to whom. */
    String inject(Fault fault) {
        NodeProcess leader = cluster.awaitLeader(cluster.nodes());
        NodeProcess follower = randomness.pick(cluster.others(leader));
        NodeProcess any = randomness.pick(cluster.nodes());
        String report =
                switch (fault) {
                    case KILL_LEADER -> kill(leader);
                    case KILL_FOLLOWER -> kill(follower);
                    case KILL_ALL -> killAll();
                    case PAUSE_LEADER -> pause(leader, hold());
                    case PAUSE_LEADER_LONG -> pause(leader, LONG_PAUSE);
                    case CUT_ONE_WAY -> cutOneWay(any, randomness.pick(cluster.others(any)));
                    case CUT_PAIR -> cutPair(any, randomness.pick(cluster.others(any)));
                    case ISOLATE_LEADER -> isolate(leader);
                    case LOSE_FOLDER -> loseFolder(any);
                };
        cluster.calm();
        return fault + ": " + report;
    }

    private String kill(NodeProcess victim) {
        victim.kill();
        Duration outage = Outage.measure(cluster.others(victim));
        Await.pause(hold());
        return victim.id() + "; " + describe(outage);
    }

    private String killAll() {
        cluster.nodes().forEach(NodeProcess::kill);
        cluster.nodes().forEach(NodeProcess::start);
        return describe(Outage.measure(cluster.nodes()));
    }

    /** Clients ask the old leader while it sleeps; when it wakes it must not answer from what it last knew. */
    private String pause(NodeProcess leader, Duration length) {
        leader.pause();
        List<NodeProcess> others = cluster.others(leader);
        NodeProcess next = cluster.awaitLeader(others);
        Duration outage = Outage.measure(others);
        Await.pause(length);
        List<Thread> racers = workload.race(leader.place(), RACERS_PER_KEY, RACE_PATIENCE, "resume" + races++);
        Await.pause(RACE_LEAD);
        leader.resume();
        join(racers);
        return leader.id() + ", replaced by " + next.id() + "; " + describe(outage);
    }

    private String cutOneWay(NodeProcess from, NodeProcess to) {
        cluster.cut(from, to);
        Duration outage = Outage.measure(cluster.nodes());
        Await.pause(hold());
        return from.id() + " to " + to.id() + "; " + describe(outage);
    }

    private String cutPair(NodeProcess one, NodeProcess other) {
        cluster.cut(one, other);
        cluster.cut(other, one);
        Duration outage = Outage.measure(cluster.nodes());
        Await.pause(hold());
        return one.id() + " and " + other.id() + "; " + describe(outage);
    }

    private String isolate(NodeProcess leader) {
        List<NodeProcess> others = cluster.others(leader);
        for (NodeProcess other : others) {
            cluster.cut(leader, other);
            cluster.cut(other, leader);
        }
        NodeProcess next = cluster.awaitLeader(others);
        Duration outage = Outage.measure(others);
        List<Thread> racers = workload.race(leader.place(), RACERS_PER_KEY, RACE_PATIENCE, "isolated" + races++);
        Await.pause(hold());
        cluster.healLinks();
        join(racers);
        return leader.id() + ", replaced by " + next.id() + "; " + describe(outage);
    }

    private String loseFolder(NodeProcess victim) {
        victim.kill();
        victim.wipe();
        Duration outage = Outage.measure(cluster.others(victim));
        victim.start();
        return victim.id() + "; " + describe(outage) + ", it was back after "
                + cluster.awaitReady(victim).toMillis() + " ms";
    }

    private Duration hold() {
        return randomness.between(HOLD_MIN, HOLD_MAX);
    }

    private static String describe(Duration outage) {
        return "a write went through after " + outage.toMillis() + " ms";
    }

    private static void join(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosFailure("Interrupted.", e);
        }
    }
}
