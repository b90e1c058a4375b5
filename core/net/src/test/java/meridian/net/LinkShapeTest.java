package meridian.net;

import static meridian.net.Nodes.BULK;
import static meridian.net.Nodes.CLUSTER;
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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import meridian.base.Address;
import meridian.base.NodeId;
import meridian.net.TransportException.Delivery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkShapeTest {
    private final Nodes nodes = new Nodes();
    private final NettyTransport a = nodes.start("a");
    private final NettyTransport b = nodes.start("b");
    private final AtomicInteger handledAtA = new AtomicInteger();
    private final AtomicInteger handledAtB = new AtomicInteger();

    @BeforeEach
    void connect() {
        introduce(a, b);
        a.serve(URGENT, counting(handledAtA));
        b.serve(URGENT, counting(handledAtB));
    }

    @AfterEach
    void closeNodes() {
        nodes.close();
    }

    @Test
    void a_delayed_link_has_a_longer_round_trip() {
        Duration delay = Duration.ofMillis(40);
        a.shape(b.self(), LinkShape.delayed(delay, Duration.ofMillis(5)));
        reply(a.call(b.self(), URGENT, bytes(1), LONG));
        await("it is measured", () -> link(a, b).roundTrip().isPresent());
        assertThat(link(a, b).roundTrip().orElseThrow()).isGreaterThanOrEqualTo(delay);
    }

    @Test
    void jitter_keeps_the_order() {
        a.shape(b.self(), LinkShape.delayed(Duration.ZERO, Duration.ofMillis(3)));
        ConcurrentLinkedQueue<Integer> arrived = new ConcurrentLinkedQueue<>();
        b.serve(BULK, (_, request) -> {
            arrived.add(request.length);
            return CompletableFuture.completedFuture(bytes());
        });
        List<Integer> sent = new ArrayList<>();
        CompletableFuture<byte[]> last = CompletableFuture.completedFuture(bytes());
        for (int i = 0; i < 200; i++) {
            last = a.call(b.self(), BULK, new byte[i], LONG);
            sent.add(i);
            if (i % 10 == 0) {
                reply(last);
            }
            if (i == 150) {
                a.shape(b.self(), LinkShape.NONE);
            }
        }
        reply(last);
        assertThat(arrived).containsExactlyElementsOf(sent);
    }

    @Test
    void an_urgent_request_overtakes_a_bulk_transfer_on_a_slow_link() {
        a.shape(b.self(), LinkShape.delayed(Duration.ofMillis(30), Duration.ZERO));
        b.serve(BULK, echo());
        CompletableFuture<byte[]> bulk = a.call(b.self(), BULK, new byte[32 << 20], LONG);
        await("the transfer has begun", () -> link(a, b).bytesSent() > 1 << 20);
        CompletableFuture<byte[]> urgent = a.call(b.self(), URGENT, bytes(1), LONG);
        CompletableFuture<Boolean> bulkWasFirst = urgent.thenApply(_ -> bulk.isDone());
        reply(bulk);
        assertThat(bulkWasFirst.join()).isFalse();
    }

    @Test
    void a_cut_loses_what_leaves_and_not_what_arrives() {
        reply(a.call(b.self(), URGENT, bytes(1), LONG));
        a.shape(b.self(), LinkShape.severed());
        int before = handledAtA.get();
        CompletableFuture<byte[]> there = a.call(b.self(), URGENT, bytes(2), Duration.ofMillis(200));
        CompletableFuture<byte[]> back = b.call(a.self(), URGENT, bytes(3), Duration.ofMillis(200));
        assertThat(failure(there).delivery()).isEqualTo(Delivery.UNKNOWN);
        assertThat(failure(back).delivery()).isEqualTo(Delivery.UNKNOWN);
        assertThat(handledAtB.get()).isEqualTo(1);
        assertThat(handledAtA.get()).isEqualTo(before + 1);
    }

    @Test
    void a_cut_from_the_beginning_lets_neither_side_connect() {
        a.shape(b.self(), LinkShape.severed());
        CompletableFuture<byte[]> there = a.call(b.self(), URGENT, bytes(2), Duration.ofMillis(700));
        CompletableFuture<byte[]> back = b.call(a.self(), URGENT, bytes(3), Duration.ofMillis(700));
        assertThat(failure(there).delivery()).isEqualTo(Delivery.NONE);
        assertThat(failure(back).delivery()).isEqualTo(Delivery.NONE);
        a.shape(b.self(), LinkShape.NONE);
        reply(a.call(b.self(), URGENT, bytes(2), LONG));
        reply(b.call(a.self(), URGENT, bytes(2), LONG));
    }

    @Test
    void a_healed_link_begins_anew_and_what_was_under_way_may_have_been_delivered() {
        reply(a.call(b.self(), URGENT, bytes(1), LONG));
        a.shape(b.self(), LinkShape.severed());
        long sent = link(a, b).bytesSent();
        CompletableFuture<byte[]> swallowed = a.call(b.self(), URGENT, new byte[1_000], LONG);
        await("it is sent", () -> link(a, b).bytesSent() >= sent + 1_000);
        a.shape(b.self(), LinkShape.NONE);
        assertThat(failure(swallowed).delivery()).isEqualTo(Delivery.UNKNOWN);
        assertThat(reply(a.call(b.self(), URGENT, bytes(2), LONG))).isEqualTo(bytes(2));
        assertThat(reply(b.call(a.self(), URGENT, bytes(2), LONG))).isEqualTo(bytes(2));
        assertThat(link(a, b).reconnects()).isPositive();
    }

    @Test
    void the_side_that_hears_nothing_gives_the_link_up() {
        reply(a.call(b.self(), URGENT, bytes(1), LONG));
        a.shape(b.self(), LinkShape.severed());
        await("b hears nothing", () -> !link(b, a).connected());
    }

    @Test
    void shaping_must_be_allowed() {
        NettyTransport production = nodes.start(TransportConfig.of(
                new NodeId("c"), CLUSTER, new Address("127.0.0.1", 0), new TransportSecurity.PlainText()));
        assertThatThrownBy(() -> production.shape(a.self(), LinkShape.severed()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("net.shaping-allowed");
    }

    private static Transport.Handler counting(AtomicInteger handled) {
        return (_, request) -> {
            handled.incrementAndGet();
            return CompletableFuture.completedFuture(request);
        };
    }
}
