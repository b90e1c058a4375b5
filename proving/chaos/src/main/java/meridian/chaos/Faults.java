package meridian.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import meridian.testkit.SeededRandomness;

/** The faults there are. Each is over and healed before the next one begins. */
final class Faults {
    private static final Duration LONG_PAUSE = Duration.ofSeconds(20);

    static final Fault KILL_LEADER = new Fault(
            "kill",
            "kill-leader",
            4,
            "kill -9 of the leader",
            Mechanism.PRODUCT,
            new Kill(scene -> List.of(scene.leader())));
    static final Fault KILL_FOLLOWER = new Fault(
            "kill",
            "kill-follower",
            2,
            "kill -9 of a follower",
            Mechanism.PRODUCT,
            new Kill(scene -> List.of(scene.follower())));
    static final Fault KILL_ALL =
            new Fault("kill", "kill-all", 2, "kill -9 of all nodes at once", Mechanism.PRODUCT, new Kill(Scene::nodes));
    static final Fault PAUSE_LEADER = new Fault(
            "pause",
            "pause-leader",
            3,
            "SIGSTOP of the leader, for longer than an election takes",
            Mechanism.SIGNALS,
            new Pause(Scene::hold));
    static final Fault PAUSE_LEADER_LONG = new Fault(
            "pause",
            "pause-leader-long",
            1,
            "SIGSTOP of the leader for 20 s",
            Mechanism.SIGNALS,
            new Pause(_ -> LONG_PAUSE));
    static final Fault CUT_PAIR =
            new Fault("cut", "cut-pair", 2, "both directions of one link cut", Mechanism.PRODUCT, new CutLink(true));
    static final Fault CUT_LEADER = new Fault(
            "cut",
            "cut-leader",
            3,
            "the leader cut off, alone or with others, but never with a majority",
            Mechanism.PRODUCT,
            new CutOff());
    static final Fault ONE_WAY =
            new Fault("oneway", "oneway", 3, "one direction of one link cut", Mechanism.PRODUCT, new CutLink(false));
    static final Fault SLOW_LINK = new Fault(
            "slowlink", "slowlink", 2, "all links of one node slow, both ways", Mechanism.PRODUCT, new SlowLinks());
    static final Fault LOSE_FOLDER = new Fault(
            "lose-folder",
            "lose-folder",
            2,
            "kill -9 of a node and loss of its data folder",
            Mechanism.PRODUCT,
            new LoseFolder());
    static final Fault BIT_FLIP = new Fault(
            "bitflip", "bitflip", 2, "one bit of a stopped node's files flipped", Mechanism.PRODUCT, new BitFlip());
    static final Fault REPLACE_MEMBER = new Fault(
            "membership",
            "replace-member",
            2,
            "a member removed, and an empty one added",
            Mechanism.PRODUCT,
            new ReplaceMember());
    static final Fault MOVE_LEADER = new Fault(
            "membership", "move-leader", 2, "leadership moved on request", Mechanism.PRODUCT, new MoveLeader());
    static final Fault ROLLING_RESTART = new Fault(
            "rolling-restart",
            "rolling-restart",
            1,
            "every node stopped in order and started again",
            Mechanism.PRODUCT,
            new RollingRestart());

    private static final List<Fault> ALL = List.of(
            KILL_LEADER,
            KILL_FOLLOWER,
            KILL_ALL,
            PAUSE_LEADER,
            PAUSE_LEADER_LONG,
            CUT_PAIR,
            CUT_LEADER,
            ONE_WAY,
            SLOW_LINK,
            LOSE_FOLDER,
            BIT_FLIP,
            REPLACE_MEMBER,
            MOVE_LEADER,
            ROLLING_RESTART);

    private Faults() {}

    static List<Fault> all() {
        return ALL;
    }

    /** As many as asked for, heavier ones more often. */
    static List<Fault> draw(List<Fault> from, int count, SeededRandomness randomness) {
        int total = from.stream().mapToInt(Fault::weight).sum();
        List<Fault> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int left = randomness.nextInt(total);
            for (Fault fault : from) {
                left -= fault.weight();
                if (left < 0) {
                    drawn.add(fault);
                    break;
                }
            }
        }
        return List.copyOf(drawn);
    }

    /** Each of them once, in an order that the seed decides. */
    static List<Fault> shuffled(List<Fault> faults, SeededRandomness randomness) {
        List<Fault> order = new ArrayList<>(faults);
        Collections.shuffle(order, new Random(randomness.nextLong()));
        return List.copyOf(order);
    }
}
