package meridian.net;

import static meridian.net.Nodes.BULK;
import static meridian.net.Nodes.LONG;
import static meridian.net.Nodes.URGENT;
import static meridian.net.Nodes.await;
import static meridian.net.Nodes.bytes;
import static meridian.net.Nodes.echo;
import static meridian.net.Nodes.failure;
import static meridian.net.Nodes.introduce;
import static meridian.net.Nodes.link;
import static meridian.net.Nodes.reply;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import meridian.base.Address;
import meridian.base.NodeId;
import meridian.net.Message.Kind;
import meridian.net.TransportException.Delivery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers learn when peers go away, come back, or don't keep up. */
class BrokenLinkTest {
    private static final NodeId C = new NodeId("c");

    private final Nodes nodes = new Nodes();

    @AfterEach
    void closeNodes() {
        nodes.close();
    }

    @Test
    void a_peer_that_restarts_is_reached_again() {
        NettyTransport a = nodes.start("a");
        NettyTransport b = nodes.start("b");
        introduce(a, b);
        b.serve(URGENT, echo());
        reply(a.call(b.self(), URGENT, bytes(1), LONG));
        int port = b.address().port();
        b.close();
        await("the loss is noticed", () -> !link(a, b).connected());
        CompletableFuture<byte[]> waiting = a.call(b.self(), URGENT, bytes(2), LONG);
        NettyTransport again = nodes.start("b", port, Nodes.quick());
        again.serve(URGENT, echo());
        assertThat(reply(waiting)).isEqualTo(bytes(2));
        assertThat(link(a, again).reconnects()).isEqualTo(1);
    }

    @Test
    void a_peer_that_moved_is_found_at_its_new_address() {
        NettyTransport a = nodes.start("a");
        NettyTransport b = nodes.start("b");
        a.meet(b.self(), b.address());
        b.close();
        CompletableFuture<byte[]> waiting = a.call(b.self(), URGENT, bytes(2), LONG);
        NettyTransport moved = nodes.start("b");
        moved.serve(URGENT, echo());
        a.meet(moved.self(), moved.address());
        assertThat(reply(waiting)).isEqualTo(bytes(2));
    }

    @Test
    void a_request_that_was_sent_when_the_connection_broke_may_have_been_delivered() {
        NettyTransport a = nodes.start("a");
        NettyTransport b = nodes.start("b");
        introduce(a, b);
        AtomicInteger handled = new AtomicInteger();
        b.serve(URGENT, (_, _) -> {
            handled.incrementAndGet();
            return new CompletableFuture<>();
        });
        CompletableFuture<byte[]> call = a.call(b.self(), URGENT, bytes(1), LONG);
        await("the request is there", () -> handled.get() == 1);
        b.close();
        assertThat(failure(call).delivery()).isEqualTo(Delivery.UNKNOWN);
    }

    @Test
    void a_request_that_was_not_sent_whole_when_the_connection_broke_is_not_delivered() throws IOException {
        NettyTransport a = nodes.start("a");
        try (ServerSocket server = RawPeer.listen()) {
            a.meet(C, new Address("127.0.0.1", server.getLocalPort()));
            CompletableFuture<byte[]> small = a.call(C, URGENT, bytes(1), LONG);
            CompletableFuture<byte[]> large = a.call(C, BULK, new byte[48 << 20], LONG);
            CompletableFuture<byte[]> behind = a.call(C, BULK, bytes(1), LONG);
            try (RawPeer c = RawPeer.accept(server)) {
                c.send(RawPeer.hello("c", "a").encode());
                assertThat(c.read().orElseThrow().kind()).isEqualTo(Kind.HELLO);
                assertThat(c.read().orElseThrow().kind()).isEqualTo(Kind.REQUEST);
            }
            assertThat(failure(small).delivery()).isEqualTo(Delivery.UNKNOWN);
            assertThat(failure(large).delivery()).isEqualTo(Delivery.NONE);
            assertThat(failure(behind).delivery()).isEqualTo(Delivery.NONE);
        }
    }

    @Test
    void a_silent_peer_is_given_up() throws IOException {
        NettyTransport a = nodes.start("a");
        try (ServerSocket server = RawPeer.listen()) {
            a.meet(C, new Address("127.0.0.1", server.getLocalPort()));
            CompletableFuture<byte[]> call = a.call(C, URGENT, bytes(1), LONG);
            try (RawPeer c = RawPeer.accept(server)) {
                c.send(RawPeer.hello("c", "a").encode());
                TransportException failed = failure(call);
                assertThat(failed.delivery()).isEqualTo(Delivery.UNKNOWN);
                assertThat(failed).hasMessageContaining("nothing arrived for 2000 ms");
                c.awaitEnd();
            }
        }
    }

    @Test
    void a_peer_that_dials_anew_replaces_the_connection_it_has_given_up() {
        NettyTransport a = nodes.start("a");
        a.serve(URGENT, echo());
        try (RawPeer old = RawPeer.dial(a.address());
                RawPeer late = RawPeer.dial(a.address());
                RawPeer anew = RawPeer.dial(a.address())) {
            old.send(RawPeer.hello("c", "a", 2).encode());
            assertThat(old.read().orElseThrow().kind()).isEqualTo(Kind.HELLO);
            late.send(RawPeer.hello("c", "a", 1).encode());
            assertThat(late.read().orElseThrow().kind()).isEqualTo(Kind.REFUSAL);
            anew.send(RawPeer.hello("c", "a", 3).encode());
            assertThat(anew.read().orElseThrow().kind()).isEqualTo(Kind.HELLO);
            old.awaitEnd();
            anew.send(RawPeer.request(URGENT, 1, bytes(9)));
            assertThat(anew.read().orElseThrow().payload()).isEqualTo(bytes(9));
        }
    }

    @Test
    void the_queue_for_a_peer_is_bounded() {
        NettyTransport a = nodes.start("a", Nodes.limits(1_000, 2_500, 3));
        a.meet(C, new Address("127.0.0.1", 1));
        Duration wait = Duration.ofMillis(300);
        List<CompletableFuture<byte[]>> waiting = new ArrayList<>();
        waiting.add(a.call(C, BULK, new byte[1_000], wait));
        waiting.add(a.call(C, BULK, new byte[1_000], wait));
        assertRefused(a.call(C, BULK, new byte[1_001], wait), "1001 exceeds the limit net.message-bytes-max of 1000");
        assertRefused(a.call(C, BULK, new byte[1_000], wait), "exceeds the limit net.queued-bytes-max of 2500");
        waiting.add(a.call(C, BULK, new byte[10], wait));
        assertRefused(a.call(C, BULK, new byte[10], wait), "4 exceeds the limit net.requests-in-flight-max of 3");
        waiting.forEach(call -> assertRefused(call, "could not be sent within its timeout"));
        assertRefused(a.call(C, BULK, new byte[1_000], wait), "could not be sent within its timeout");
    }

    @Test
    void memory_stays_bounded_when_a_peer_does_not_read_its_requests() throws IOException {
        NettyTransport a = nodes.start("a", Nodes.limits(1 << 20, 8 << 20, 1_000));
        try (ServerSocket server = RawPeer.listen()) {
            a.meet(C, new Address("127.0.0.1", server.getLocalPort()));
            List<CompletableFuture<byte[]>> calls = new ArrayList<>();
            calls.add(a.call(C, BULK, new byte[1 << 20], LONG));
            try (RawPeer c = RawPeer.accept(server)) {
                c.send(RawPeer.hello("c", "a").encode());
                for (int i = 0; i < 100; i++) {
                    calls.add(a.call(C, BULK, new byte[1 << 20], LONG));
                }
                await("somebody is refused", () -> calls.stream().anyMatch(CompletableFuture::isDone));
            }
            List<TransportException> failures =
                    calls.stream().map(Nodes::failure).toList();
            assertThat(failures).anyMatch(e -> e.toString().contains("net.queued-bytes-max"));
        }
    }

    @Test
    void memory_stays_bounded_when_a_peer_does_not_read_its_replies() {
        NettyTransport a = nodes.start("a", Nodes.limits(1 << 20, 4 << 20, 1_000));
        int requests = 200;
        AtomicInteger handled = new AtomicInteger();
        a.serve(BULK, (_, _) -> {
            handled.incrementAndGet();
            return CompletableFuture.completedFuture(new byte[60_000]);
        });
        try (RawPeer c = RawPeer.dial(a.address())) {
            c.send(RawPeer.hello("c", "a").encode());
            assertThat(c.read().orElseThrow().kind()).isEqualTo(Kind.HELLO);
            for (int i = 0; i < requests; i++) {
                c.send(RawPeer.request(BULK, i, bytes()));
            }
            await("all are handled", () -> handled.get() == requests);
            int failures = 0;
            for (int i = 0; i < requests; i++) {
                Message answer = c.read().orElseThrow();
                if (answer.kind() == Kind.FAILURE) {
                    failures++;
                    Failure failure = Failure.decode(answer.payload());
                    assertThat(failure.delivery()).isEqualTo(Delivery.UNKNOWN);
                    assertThat(failure.text()).contains("net.queued-bytes-max");
                }
            }
            assertThat(failures).isPositive();
        }
    }

    @Test
    void a_flood_of_requests_is_refused_beyond_the_limit() {
        NettyTransport a = nodes.start("a", Nodes.limits(1 << 20, 4 << 20, 10));
        a.serve(URGENT, (_, _) -> new CompletableFuture<>());
        try (RawPeer c = RawPeer.dial(a.address())) {
            c.send(RawPeer.hello("c", "a").encode());
            assertThat(c.read().orElseThrow().kind()).isEqualTo(Kind.HELLO);
            for (int i = 0; i < 11; i++) {
                c.send(RawPeer.request(URGENT, i, bytes()));
            }
            Message refused = c.read().orElseThrow();
            assertThat(refused.id()).isEqualTo(10);
            assertThat(Failure.decode(refused.payload()).delivery()).isEqualTo(Delivery.NONE);
        }
    }

    @Test
    void a_full_queue_of_requests_leaves_room_for_answers() throws IOException {
        NettyTransport a = nodes.start("a", Nodes.limits(4 << 20, 8 << 20, 1_000));
        a.serve(URGENT, echo());
        try (ServerSocket server = RawPeer.listen()) {
            a.meet(C, new Address("127.0.0.1", server.getLocalPort()));
            List<CompletableFuture<byte[]>> calls = new ArrayList<>();
            calls.add(a.call(C, BULK, new byte[4 << 20], LONG));
            try (RawPeer c = RawPeer.accept(server)) {
                c.send(RawPeer.hello("c", "a").encode());
                while (calls.stream().noneMatch(CompletableFuture::isDone)) {
                    calls.add(a.call(C, BULK, new byte[4 << 20], LONG));
                }
                assertRefused(calls.getLast(), "net.queued-bytes-max");
                c.send(RawPeer.request(URGENT, 77, bytes(5)));
                Message answer = c.read().orElseThrow();
                while (answer.kind() != Kind.REPLY) {
                    answer = c.read().orElseThrow();
                }
                assertThat(answer.id()).isEqualTo(77);
            }
        }
    }

    @Test
    void a_peer_that_was_forgotten_can_be_met_again() {
        NettyTransport a = nodes.start("a");
        NettyTransport b = nodes.start("b");
        introduce(a, b);
        b.serve(URGENT, echo());
        for (int i = 0; i < 5; i++) {
            assertThat(reply(a.call(b.self(), URGENT, bytes(i), LONG))).isEqualTo(bytes(i));
            a.forget(b.self());
            a.meet(b.self(), b.address());
        }
    }

    @Test
    void a_forgotten_peer_gets_nothing_more() {
        NettyTransport a = nodes.start("a");
        NettyTransport b = nodes.start("b");
        introduce(a, b);
        b.serve(URGENT, (_, _) -> new CompletableFuture<>());
        CompletableFuture<byte[]> call = a.call(b.self(), URGENT, bytes(1), LONG);
        await("it is connected", () -> link(b, a).connected());
        a.forget(b.self());
        assertThat(failure(call)).hasMessageContaining("has forgotten the peer");
        assertThat(a.links()).isEmpty();
        await("the peer notices", () -> !link(b, a).connected());
        assertThat(failure(a.call(b.self(), URGENT, bytes(1), LONG)).delivery()).isEqualTo(Delivery.NONE);
    }

    @Test
    void closing_fails_whatever_is_under_way() {
        NettyTransport a = nodes.start("a");
        NettyTransport b = nodes.start("b");
        introduce(a, b);
        b.serve(URGENT, echo());
        b.serve(BULK, (_, _) -> new CompletableFuture<>());
        List<CompletableFuture<byte[]>> calls = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            calls.add(a.call(b.self(), i % 2 == 0 ? URGENT : BULK, new byte[i], LONG));
        }
        a.close();
        calls.add(a.call(b.self(), URGENT, bytes(1), LONG));
        for (CompletableFuture<byte[]> call : calls) {
            assertThat(call).isDone();
        }
        assertThat(failure(calls.getLast()).delivery()).isEqualTo(Delivery.NONE);
        a.close();
    }

    private static void assertRefused(CompletableFuture<byte[]> call, String reason) {
        TransportException failed = failure(call);
        assertThat(failed.delivery()).isEqualTo(Delivery.NONE);
        assertThat(failed).hasMessageContaining(reason);
    }
}
