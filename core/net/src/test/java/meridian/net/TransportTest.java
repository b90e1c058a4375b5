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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import meridian.base.NodeId;
import meridian.net.TransportException.Delivery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransportTest {
    private final Nodes nodes = new Nodes();

    @AfterEach
    void closeNodes() {
        nodes.close();
    }

    @Test
    void a_request_gets_its_reply_in_both_directions() {
        NettyTransport a = nodes.start("a");
        NettyTransport b = nodes.start("b");
        introduce(a, b);
        a.serve(
                URGENT,
                (from, request) ->
                        CompletableFuture.completedFuture(bytes(from.name().charAt(0), request[0])));
        b.serve(
                URGENT,
                (from, request) ->
                        CompletableFuture.completedFuture(bytes(from.name().charAt(0), request[0])));
        assertThat(reply(a.call(b.self(), URGENT, bytes(1), LONG))).isEqualTo(bytes('a', 1));
        assertThat(reply(b.call(a.self(), URGENT, bytes(2), LONG))).isEqualTo(bytes('b', 2));
        assertThat(link(a, b).reconnects()).isZero();
        assertThat(link(b, a).reconnects()).isZero();
    }

    @Test
    void both_sides_may_dial_at_once_and_no_request_is_lost() {
        for (int round = 0; round < 20; round++) {
            NettyTransport a = nodes.start("a");
            NettyTransport b = nodes.start("b");
            introduce(a, b);
            a.serve(URGENT, echo());
            b.serve(URGENT, echo());
            List<CompletableFuture<byte[]>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                calls.add(a.call(b.self(), URGENT, bytes(i), LONG));
                calls.add(b.call(a.self(), URGENT, bytes(i), LONG));
            }
            calls.forEach(Nodes::reply);
            assertThat(link(a, b).connected() && link(b, a).connected()).isTrue();
            assertThat(link(a, b).reconnects() + link(b, a).reconnects()).isZero();
            a.close();
            b.close();
        }
    }

    @Test
    void requests_of_one_service_arrive_in_the_order_of_the_calls() {
        NettyTransport a = nodes.start("a");
        NettyTransport b = nodes.start("b");
        introduce(a, b);
        List<Integer> arrived = new ArrayList<>();
        b.serve(BULK, (_, request) -> {
            arrived.add(ByteBuffer.wrap(request).getInt());
            return CompletableFuture.completedFuture(bytes());
        });
        List<CompletableFuture<byte[]>> calls = new ArrayList<>();
        List<Integer> sent = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            int size = i % 100 == 0 ? 200_000 : 4;
            calls.add(a.call(b.self(), BULK, ByteBuffer.allocate(size).putInt(i).array(), LONG));
            sent.add(i);
        }
        calls.forEach(Nodes::reply);
        assertThat(arrived).isEqualTo(sent);
    }

    @Test
    void thousands_of_concurrent_calls_get_their_own_replies() {
        NettyTransport a = nodes.start("a");
        NettyTransport b = nodes.start("b");
        introduce(a, b);
        b.serve(URGENT, echo());
        ConcurrentLinkedQueue<Integer> wrong = new ConcurrentLinkedQueue<>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < 100; caller++) {
                int base = caller * 100;
                callers.execute(() -> {
                    for (int i = base; i < base + 100; i++) {
                        byte[] request = ByteBuffer.allocate(4).putInt(i).array();
                        if (ByteBuffer.wrap(reply(a.call(b.self(), URGENT, request, LONG)))
                                        .getInt()
                                != i) {
                            wrong.add(i);
                        }
                    }
                });
            }
        }
        assertThat(wrong).isEmpty();
        await("nothing is in flight", () -> link(a, b).requestsInFlight() == 0);
    }

    @Test
    void a_large_message_arrives_whole() {
        NettyTransport a = nodes.start("a");
        NettyTransport b = nodes.start("b");
        introduce(a, b);
        b.serve(BULK, echo());
        byte[] large = new byte[5_000_001];
        new Random(1).nextBytes(large);
        assertThat(reply(a.call(b.self(), BULK, large, LONG))).isEqualTo(large);
    }

    @Test
    void a_failed_handler_is_told_to_the_caller() {
        NettyTransport a = nodes.start("a");
        NettyTransport b = nodes.start("b");
        introduce(a, b);
        b.serve(URGENT, (_, _) -> CompletableFuture.failedFuture(new IllegalStateException("no room")));
        b.serve(BULK, (_, _) -> {
            throw new IllegalStateException("no door");
        });
        TransportException failed = failure(a.call(b.self(), URGENT, bytes(), LONG));
        assertThat(failed.delivery()).isEqualTo(Delivery.FAILED);
        assertThat(failed).hasMessageContaining("no room");
        assertThat(failure(a.call(b.self(), BULK, bytes(), LONG))).hasMessageContaining("no door");
    }

    @Test
    void what_nobody_serves_is_not_delivered() {
        NettyTransport a = nodes.start("a");
        NettyTransport b = nodes.start("b");
        introduce(a, b);
        assertThat(failure(a.call(b.self(), URGENT, bytes(), LONG)).delivery()).isEqualTo(Delivery.NONE);
        NodeId stranger = new NodeId("stranger");
        assertThat(failure(a.call(stranger, URGENT, bytes(), LONG)).delivery()).isEqualTo(Delivery.NONE);
    }

    @Test
    void a_request_that_could_not_be_sent_in_time_is_not_delivered() {
        NettyTransport a = nodes.start("a");
        NettyTransport b = nodes.start("b");
        introduce(a, b);
        b.close();
        TransportException failed = failure(a.call(b.self(), URGENT, bytes(), Duration.ofMillis(50)));
        assertThat(failed.delivery()).isEqualTo(Delivery.NONE);
    }

    @Test
    void a_request_without_a_reply_in_time_may_have_been_delivered() {
        NettyTransport a = nodes.start("a");
        NettyTransport b = nodes.start("b");
        introduce(a, b);
        b.serve(URGENT, (_, _) -> new CompletableFuture<>());
        TransportException failed = failure(a.call(b.self(), URGENT, bytes(), Duration.ofMillis(500)));
        assertThat(failed.delivery()).isEqualTo(Delivery.UNKNOWN);
    }

    @Test
    void the_round_trip_is_measured() {
        NettyTransport a = nodes.start("a");
        NettyTransport b = nodes.start("b");
        introduce(a, b);
        b.serve(URGENT, echo());
        reply(a.call(b.self(), URGENT, bytes(), LONG));
        await(
                "both have measured",
                () -> link(a, b).roundTrip().isPresent()
                        && link(b, a).roundTrip().isPresent());
    }
}
