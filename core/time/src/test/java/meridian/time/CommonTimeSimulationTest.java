package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import meridian.base.NodeId;
import meridian.testkit.Property;
import meridian.testkit.SeededRandomness;
import org.junit.jupiter.api.Test;

/** Nodes that no server tells the time, of which a minority has a clock that is minutes to hours off. */
class CommonTimeSimulationTest {
    private static final int WORLDS = 200;
    private static final int ROUNDS = 200;
    private static final long SECOND = 1_000_000_000L;
    private static final long RIGHT = SECOND / 10;
    private static final long NEAR = 2 * SECOND;

    @Test
    void a_node_whose_clock_is_right_stays_right() {
        Property.forAll(WORLDS, (randomness, size) -> new Cluster(randomness.fork(), true), cluster -> {
            cluster.live(ROUNDS);
            assertThat(cluster.off()).isLessThan(NEAR);
            assertThat(cluster.world.time.now().state()).isEqualTo(Now.State.COMMON);
        });
    }

    @Test
    void a_node_whose_clock_is_far_off_follows_the_others() {
        Property.forAll(WORLDS, (randomness, size) -> new Cluster(randomness.fork(), false), cluster -> {
            cluster.live(ROUNDS);
            assertThat(cluster.off()).isLessThan(NEAR);
        });
    }

    @Test
    void a_clock_that_is_set_moves_nobody() {
        Property.forAll(WORLDS, (randomness, size) -> new Cluster(randomness.fork(), true), cluster -> {
            cluster.live(ROUNDS / 4);
            for (int i = 0; i < 3; i++) {
                cluster.setClock();
                cluster.look();
                assertThat(cluster.off()).isLessThan(NEAR);
                cluster.live(ROUNDS / 4);
                assertThat(cluster.off()).isLessThan(NEAR);
            }
        });
    }

    @Test
    void without_the_others_it_goes_on_by_itself() {
        Property.forAll(WORLDS, (randomness, size) -> new Cluster(randomness.fork(), true), cluster -> {
            cluster.live(ROUNDS / 4);
            cluster.reachable = false;
            cluster.live(ROUNDS);
            assertThat(cluster.world.time.now().state()).isEqualTo(Now.State.FREE_RUNNING);
            assertThat(cluster.off()).isLessThan(NEAR);
        });
    }

    private static final class Cluster {
        private final World world;
        private final List<NodeId> peers;
        private final List<Long> offs = new ArrayList<>();
        private boolean reachable = true;
        private long last = Long.MIN_VALUE;

        Cluster(SeededRandomness randomness, boolean isRight) {
            world = new World(randomness, List.of());
            int nodes = 3 + 2 * randomness.nextInt(2);
            peers = IntStream.range(2, nodes + 1)
                    .mapToObj(i -> new NodeId("n" + i))
                    .toList();
            int wrong = nodes / 2 - (isRight ? 0 : 1);
            for (int i = 0; i < peers.size(); i++) {
                offs.add(i < wrong ? farOff(randomness) : randomness.between(-RIGHT, RIGHT));
            }
            long wall = world.clock().unixNanos();
            long off = isRight ? randomness.between(-RIGHT, RIGHT) : farOff(randomness);
            world.setClock(Duration.ofNanos(world.truth() + off - wall));
        }

        /** Not to where a wrong one is: together the two could be most nodes. */
        void setClock() {
            long wall = world.clock().unixNanos();
            long moved;
            do {
                moved = world.randomness.between(-7_200 * SECOND, 7_200 * SECOND);
            } while (isNearWrong(wall + moved - world.truth()));
            world.setClock(Duration.ofNanos(moved));
        }

        private boolean isNearWrong(long off) {
            return offs.stream().anyMatch(other -> Math.abs(other) > RIGHT && Math.abs(other - off) < 10 * SECOND);
        }

        private static long farOff(SeededRandomness randomness) {
            long off = randomness.between(60 * SECOND, 7_200 * SECOND);
            return randomness.chance(0.5) ? off : -off;
        }

        long off() {
            return Math.abs(world.time.unixNanos() - world.truth());
        }

        void live(int rounds) {
            for (int i = 0; i < rounds; i++) {
                world.time.met(Set.copyOf(peers));
                peers.forEach(this::compare);
                world.advance(SECOND);
                look();
            }
        }

        private void compare(NodeId peer) {
            long asked = world.ticker().nanos();
            world.advance(world.randomness.between(50_000, 100_000_000));
            long shown = world.truth() + offs.get(peers.indexOf(peer));
            world.advance(world.randomness.between(50_000, 100_000_000));
            if (reachable && world.randomness.chance(0.9)) {
                world.time.heard(
                        new PeerClock(peer, asked, shown, world.ticker().nanos()));
            }
        }

        /** From the first agreement on the clock never runs backwards. */
        void look() {
            boolean known = world.time.now().state() == Now.State.COMMON;
            long shown = world.time.unixNanos();
            if (known || last != Long.MIN_VALUE) {
                assertThat(shown).isGreaterThanOrEqualTo(last);
                last = shown;
            }
        }

        @Override
        public String toString() {
            return "nodes off by " + offs.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
    }
}
