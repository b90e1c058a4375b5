package meridian.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import meridian.chaos.host.Mechanism;
import meridian.testkit.SeededRandomness;

/** The faults there are. Each is over and healed before the next one begins. */
final class Faults {
    private static final Duration LONG_PAUSE = Duration.ofSeconds(20);
    private static final Set<Mechanism> NOTHING = Set.of();

    static final Fault KILL_LEADER = new Fault(
            "kill", "kill-leader", 4, "kill -9 of the leader", NOTHING, new Kill(scene -> List.of(scene.leader())));
    static final Fault KILL_FOLLOWER = new Fault(
            "kill", "kill-follower", 2, "kill -9 of a follower", NOTHING, new Kill(scene -> List.of(scene.follower())));
    static final Fault KILL_ALL =
            new Fault("kill", "kill-all", 2, "kill -9 of all nodes at once", NOTHING, new Kill(Scene::nodes));
    static final Fault PAUSE_LEADER = new Fault(
            "pause",
            "pause-leader",
            3,
            "SIGSTOP of the leader, for longer than an election takes",
            NOTHING,
            new Pause(Scene::hold));
    static final Fault PAUSE_LEADER_LONG = new Fault(
            "pause", "pause-leader-long", 1, "SIGSTOP of the leader for 20 s", NOTHING, new Pause(_ -> LONG_PAUSE));
    static final Fault CUT_PAIR =
            new Fault("cut", "cut-pair", 2, "both directions of one link cut", NOTHING, new CutLink(true));
    static final Fault CUT_LEADER = new Fault(
            "cut",
            "cut-leader",
            3,
            "the leader cut off, alone or with others, but never with a majority",
            NOTHING,
            new CutOff());
    static final Fault ONE_WAY =
            new Fault("oneway", "oneway", 3, "one direction of one link cut", NOTHING, new CutLink(false));
    static final Fault SLOW_LINK =
            new Fault("slowlink", "slowlink", 2, "all links of one node slow, both ways", NOTHING, new SlowLinks());
    static final Fault LOSE_FOLDER = new Fault(
            "lose-folder",
            "lose-folder",
            2,
            "kill -9 of a node and loss of its data folder",
            NOTHING,
            new LoseFolder());
    static final Fault BIT_FLIP =
            new Fault("bitflip", "bitflip", 2, "one bit of a stopped node's files flipped", NOTHING, new BitFlip());
    static final Fault REPLACE_MEMBER = new Fault(
            "membership",
            "replace-member",
            2,
            "a member removed, and an empty one added",
            NOTHING,
            new ReplaceMember());
    static final Fault MOVE_LEADER =
            new Fault("membership", "move-leader", 2, "leadership moved on request", NOTHING, new MoveLeader());
    static final Fault ROLLING_RESTART = new Fault(
            "rolling-restart",
            "rolling-restart",
            1,
            "every node stopped in order and started again",
            NOTHING,
            new RollingRestart());
    static final Fault LOSE_PACKETS = new Fault(
            "loss",
            "loss",
            2,
            "of what one node sends and gets, some packets of a hundred lost",
            Set.of(Mechanism.PACKETS),
            new LosePackets());
    static final Fault SLOW_CPU = new Fault(
            "slowcpu", "slowcpu", 2, "a node held to a part of a core", Set.of(Mechanism.CPU_LIMITS), new SlowCpu());
    static final Fault POWER_LOSS_ONE = new Fault(
            "powerloss",
            "powerloss-one",
            2,
            "a node's machine loses its power, and what it had not synced",
            Set.of(Mechanism.DISKS),
            new PowerLoss(scene -> List.of(scene.any())));
    static final Fault POWER_LOSS_ALL = new Fault(
            "powerloss",
            "powerloss-all",
            2,
            "all machines lose their power at once",
            Set.of(Mechanism.DISKS),
            new PowerLoss(Scene::nodes));
    static final Fault FULL_DISK =
            new Fault("diskfull", "diskfull", 2, "no space on a node's disk", Set.of(Mechanism.DISKS), new FullDisk());
    static final Fault STUCK_DISK = new Fault(
            "diskstall",
            "diskstall",
            2,
            "a node's disk takes no writes for some seconds",
            Set.of(Mechanism.STALLS),
            new StuckDisk());
    static final Fault FAILING_DISK = new Fault(
            "eio", "eio", 2, "all that a node does on its disk fails", Set.of(Mechanism.DISKS), new FailingDisk());
    static final Fault CLOCK_JUMP = new Fault(
            "clockjump",
            "clockjump",
            2,
            "a node's time of day jumps by up to an hour, and back",
            Set.of(Mechanism.CLOCKS),
            new ClockJump());
    static final Fault CLOCK_DRIFT = new Fault(
            "clockdrift",
            "clockdrift",
            1,
            "a node's time of day passes too slowly or too fast, and jumps back",
            Set.of(Mechanism.CLOCKS),
            new ClockDrift());

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
            ROLLING_RESTART,
            LOSE_PACKETS,
            SLOW_CPU,
            POWER_LOSS_ONE,
            POWER_LOSS_ALL,
            FULL_DISK,
            STUCK_DISK,
            FAILING_DISK,
            CLOCK_JUMP,
            CLOCK_DRIFT);

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
