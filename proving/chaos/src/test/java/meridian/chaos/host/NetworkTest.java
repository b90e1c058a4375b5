package meridian.chaos.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import meridian.chaos.base.ChaosFailure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkTest {
    private static final int DATAGRAMS = 200;

    @TempDir
    private Path temporary = Path.of("");

    @BeforeEach
    void look() {
        Needs.require(Set.of(Mechanism.HOSTS, Mechanism.PACKETS));
    }

    /** Two hosts with a postbox each, and we have one. */
    private static final class World implements AutoCloseable {
        private final Network network;
        private final List<Programs.Running> running = new ArrayList<>();
        private final Programs.Running a;
        private final Programs.Running b;
        private final Programs.Running harness;

        World(Path folder) {
            network = Network.create(folder);
            network.add("a");
            network.add("b");
            a = postbox("a");
            b = postbox("b");
            harness = postbox(Network.HARNESS);
        }

        private Programs.Running postbox(String host) {
            List<String> line = new ArrayList<>(network.enter(host));
            line.addAll(Programs.java(Postbox.class));
            Programs.Running postbox = Programs.start(line);
            running.add(postbox);
            assertThat(postbox.hear()).isEqualTo(Postbox.READY);
            return postbox;
        }

        void send(Programs.Running from, String to, String text) {
            from.tell(network.address(to) + " " + text);
        }

        @Override
        public void close() {
            running.forEach(Programs.Running::close);
            network.close();
        }
    }

    @Test
    void what_is_cut_does_not_arrive_and_after_healing_it_does() {
        try (World world = new World(temporary)) {
            world.send(world.a, "b", "1");
            assertThat(world.b.hear()).isEqualTo("1");
            world.network.cutBothWays("a", "b");
            world.send(world.a, "b", "2");
            world.send(world.b, "a", "3");
            world.send(world.harness, "a", "from outside");
            world.send(world.harness, "b", "from outside");
            assertThat(world.a.hear()).isEqualTo("from outside");
            assertThat(world.b.hear()).isEqualTo("from outside");
            world.network.heal();
            world.send(world.a, "b", "4");
            world.send(world.b, "a", "5");
            assertThat(world.b.hear()).isEqualTo("4");
            assertThat(world.a.hear()).isEqualTo("5");
        }
    }

    @Test
    void a_cut_in_one_direction_leaves_the_other() {
        try (World world = new World(temporary)) {
            world.network.cut("a", "b");
            world.send(world.a, "b", "1");
            world.send(world.b, "a", "2");
            assertThat(world.a.hear()).isEqualTo("2");
            world.network.heal();
            world.send(world.a, "b", "3");
            assertThat(world.b.hear()).isEqualTo("3");
        }
    }

    @Test
    void a_host_can_be_cut_off_from_us() {
        try (World world = new World(temporary)) {
            world.network.cutBothWays("a", Network.HARNESS);
            world.send(world.harness, "a", "1");
            world.send(world.a, Network.HARNESS, "2");
            world.send(world.b, "a", "3");
            assertThat(world.a.hear()).isEqualTo("3");
            world.network.heal();
            world.send(world.a, Network.HARNESS, "4");
            assertThat(world.harness.hear()).isEqualTo("4");
        }
    }

    @Test
    void about_as_many_are_lost_as_was_said() {
        try (World world = new World(temporary)) {
            world.network.lose("a", "b", 50);
            for (int i = 0; i < DATAGRAMS; i++) {
                world.send(world.a, "b", "datagram");
            }
            world.send(world.a, Network.HARNESS, "all sent");
            assertThat(world.harness.hear()).isEqualTo("all sent");
            world.network.lose("a", "b", 0);
            world.send(world.a, "b", "end");
            assertThat(world.b.hearUpTo("end")).hasSizeBetween(DATAGRAMS / 4, DATAGRAMS * 3 / 4);
        }
    }

    @Test
    void nothing_is_left_of_it() {
        try (World world = new World(temporary)) {
            world.network.cut("a", "b");
            assertThat(Traces.of(temporary)).isNotEmpty();
            assertThat(links()).contains("hosts", "to-a");
        }
        assertThat(Traces.of(temporary)).isEmpty();
        assertThat(links()).doesNotContain("hosts", "to-a");
    }

    @Test
    void a_host_that_is_not_there_is_a_failure() {
        try (Network network = Network.create(temporary)) {
            network.add("a");
            assertThatThrownBy(() -> network.cut("a", "z"))
                    .isInstanceOf(ChaosFailure.class)
                    .hasMessageContaining("There is no host z among [harness, a]");
        }
    }

    private static String links() {
        return Command.of("ip", "link", "show").run();
    }
}
