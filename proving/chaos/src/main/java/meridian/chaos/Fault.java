package meridian.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import meridian.testkit.SeededRandomness;

/** What goes wrong. Each is over and healed before the next one begins. */
enum Fault {
    KILL_LEADER(4, "kill -9 of the leader"),
    KILL_FOLLOWER(2, "kill -9 of a follower"),
    KILL_ALL(2, "kill -9 of all nodes at once"),
    PAUSE_LEADER(3, "SIGSTOP of the leader, for longer than an election takes"),
    PAUSE_LEADER_LONG(1, "SIGSTOP of the leader for 20 s"),
    CUT_ONE_WAY(3, "one direction of one link cut"),
    CUT_PAIR(2, "both directions of one link cut"),
    ISOLATE_LEADER(3, "all links of the leader cut"),
    LOSE_FOLDER(2, "kill -9 of a node and loss of its data folder");

    private final int weight;
    private final String meaning;

    Fault(int weight, String meaning) {
        this.weight = weight;
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }

    /** As many as asked for, heavier ones more often. */
    static List<Fault> draw(int count, SeededRandomness randomness) {
        int total = Arrays.stream(values()).mapToInt(fault -> fault.weight).sum();
        List<Fault> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int left = randomness.nextInt(total);
            for (Fault fault : values()) {
                left -= fault.weight;
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
