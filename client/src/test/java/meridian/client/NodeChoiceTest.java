package meridian.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which node is asked for what. */
@Timeout(120)
class NodeChoiceTest {
    private List<ScriptedNode> nodes;
    private Meridian client;

    @BeforeEach
    void start() throws IOException {
        nodes = List.of(new ScriptedNode(), new ScriptedNode(), new ScriptedNode());
        nodesSay(2, 1);
        client = Meridian.builder(addresses())
                .leaderCheckInterval(Duration.ofMillis(20))
                .nodeRest(Duration.ofMillis(20), Duration.ofMillis(20))
                .connect();
    }

    @AfterEach
    void stop() {
        client.close();
        nodes.forEach(ScriptedNode::close);
    }

    private String addresses() {
        return nodes.stream().map(ScriptedNode::address).collect(Collectors.joining(","));
    }

    /** Members are counted from 1. */
    private void nodesSay(long leader, long term) {
        for (int i = 0; i < nodes.size(); i++) {
            nodes.get(i).says(i + 1, leader, term);
        }
    }

    /** Which node a write went to, counted from 1. */
    private int written() {
        List<Integer> before = asked();
        client.kv().put("k", "v");
        List<Integer> after = asked();
        for (int i = 0; i < nodes.size(); i++) {
            if (after.get(i) > before.get(i)) {
                return i + 1;
            }
        }
        throw new AssertionError("nobody was asked");
    }

    private List<Integer> asked() {
        return nodes.stream().map(ScriptedNode::asked).toList();
    }

    /** More often than chance would have it, without knowing who leads. */
    private void awaitWritesAt(int node) {
        Await.until("writes go to " + node, () -> {
            for (int i = 0; i < 10; i++) {
                if (written() != node) {
                    return false;
                }
            }
            return true;
        });
    }

    @Test
    void writes_go_to_the_leader_and_follow_it() {
        awaitWritesAt(2);
        nodesSay(3, 2);
        awaitWritesAt(3);
    }

    @Test
    void of_two_who_say_that_they_lead_the_later_one_is_believed() {
        nodes.get(0).says(1, 1, 7);
        nodes.get(2).says(3, 3, 8);
        awaitWritesAt(3);
    }

    @Test
    void reads_take_turns() {
        awaitWritesAt(2);
        List<Integer> before = asked();
        for (int i = 0; i < 30; i++) {
            client.kv().get("k");
        }
        for (int i = 0; i < nodes.size(); i++) {
            assertThat(asked().get(i) - before.get(i)).isEqualTo(10);
        }
    }

    @Test
    void while_the_leader_refuses_others_are_asked() {
        awaitWritesAt(2);
        for (int i = 0; i < 3; i++) {
            nodes.get(1).fail(Status.UNAVAILABLE, "etcdserver: server stopped");
        }
        client.kv().put("k", "v");
        awaitWritesAt(2);
    }

    /** Whoever is believed to be well again too soon does not use up all attempts. */
    @Test
    void an_attempt_that_failed_is_followed_by_one_elsewhere() {
        List<Endpoint> all = nodes.stream().map(NodeChoiceTest::endpoint).toList();
        try (Endpoints endpoints = new Endpoints(all);
                Endpoints single = new Endpoints(all.subList(0, 1))) {
            all.getFirst().isMember(1);
            endpoints.isLedBy(1);
            assertThat(endpoints.next(Effect.WRITE, null)).isSameAs(all.getFirst());
            for (int i = 0; i < 10; i++) {
                assertThat(endpoints.next(Effect.WRITE, all.getFirst())).isNotSameAs(all.getFirst());
                assertThat(endpoints.next(Effect.READ, all.getLast())).isNotSameAs(all.getLast());
            }
            assertThat(single.next(Effect.WRITE, all.getFirst())).isSameAs(all.getFirst());
        }
    }

    private static Endpoint endpoint(ScriptedNode node) {
        return Channels.open(node.address(), null, Settings.DEFAULT, "test", Runnable::run);
    }

    @Test
    void one_that_failed_is_left_alone_for_a_while() {
        // Nobody says that it follows a leader, by which it would be well again.
        nodesSay(0, 1);
        try (Meridian slow = Meridian.builder(
                        nodes.stream().limit(2).map(ScriptedNode::address).collect(Collectors.joining(",")))
                .leaderCheckInterval(Duration.ofHours(1))
                .nodeRest(Duration.ofHours(1), Duration.ofHours(1))
                .connect()) {
            nodes.getFirst().fail(Status.UNAVAILABLE, "etcdserver: server stopped");
            for (int i = 0; i < 20; i++) {
                slow.kv().get("k");
            }
            assertThat(nodes.getFirst().asked()).isEqualTo(1);
            assertThat(nodes.get(1).asked()).isEqualTo(20);
        }
    }
}
