package meridian.net;

import static meridian.net.Nodes.BULK;
import static meridian.net.Nodes.LONG;
import static meridian.net.Nodes.URGENT;
import static meridian.net.Nodes.await;
import static meridian.net.Nodes.bytes;
import static meridian.net.Nodes.echo;
import static meridian.net.Nodes.introduce;
import static meridian.net.Nodes.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import meridian.base.Address;
import meridian.base.ByteWriter;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.net.Message.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever connects and is not a peer is sent away, and the peers don't notice. */
class IntrudersTest {
    private final Nodes nodes = new Nodes();
    private final Logged log = Logged.by(Complaints.class);
    private final NettyTransport a = nodes.start("a");
    private final NettyTransport b = nodes.start("b");

    @BeforeEach
    void connect() {
        introduce(a, b);
        a.serve(URGENT, echo());
        b.serve(URGENT, echo());
        reply(a.call(b.self(), URGENT, bytes(1), LONG));
    }

    @AfterEach
    void the_peers_did_not_notice() {
        assertThat(reply(a.call(b.self(), URGENT, bytes(1), LONG))).isEqualTo(bytes(1));
        assertThat(Nodes.link(a, b).reconnects()).isZero();
        log.close();
        nodes.close();
    }

    @Test
    void garbage_is_closed() {
        try (RawPeer web = RawPeer.dial(b.address())) {
            web.send(Bytes.utf8("GET / HTTP/1.1\r\nHost: b\r\n\r\n").array());
            web.awaitEnd();
        }
        Random random = new Random(5);
        for (int round = 0; round < 50; round++) {
            try (RawPeer noise = RawPeer.dial(b.address())) {
                byte[] bytes = new byte[200];
                random.nextBytes(bytes);
                noise.send(bytes);
                noise.awaitEnd();
            }
        }
        await("it is logged", () -> log.count("without a proper handshake from 127.0.0.1") > 0);
    }

    @Test
    void a_complaint_is_logged_once_a_minute_per_cause_and_origin() {
        for (int round = 0; round < 5; round++) {
            assertRefused(new Hello("other", new NodeId("c"), new NodeId("b"), 7, 1), "belongs to the cluster 'other'");
        }
        assertThat(log.count("belongs to the cluster 'other'")).isEqualTo(1);
    }

    @Test
    void a_node_of_another_cluster_is_refused() {
        assertRefused(
                new Hello("other", new NodeId("c"), new NodeId("b"), 7, 1),
                "node c belongs to the cluster 'other', node b to 'test'");
    }

    @Test
    void a_node_with_our_own_id_is_refused() {
        assertRefused(RawPeer.hello("b", "b"), "both ends call themselves b");
    }

    @Test
    void another_version_of_the_protocol_is_refused() {
        byte[] hello = new ByteWriter(64)
                .u64(0x4d65726964_69616eL)
                .varint(99)
                .text("whatever comes then")
                .toArray();
        assertRefused(Message.handshake(Kind.HELLO, hello), "one end speaks version 99 of the protocol");
    }

    @Test
    void a_hello_with_the_wrong_magic_is_refused() {
        assertRefused(Message.handshake(Kind.HELLO, new byte[32]), "not that of a Meridian node");
    }

    @Test
    void a_request_before_the_handshake_is_closed() {
        try (RawPeer early = RawPeer.dial(b.address())) {
            early.send(RawPeer.request(URGENT, 1, bytes(1)));
            assertThat(early.read()).isEmpty();
        }
        await("it is logged", () -> log.count("a REQUEST before the handshake") == 1);
    }

    @Test
    void a_hello_that_is_too_large_is_closed() {
        try (RawPeer large = RawPeer.dial(b.address())) {
            large.send(Message.handshake(Kind.HELLO, new byte[FrameDecoder.HANDSHAKE_BYTES_MAX + 1]));
            assertThat(large.read()).isEmpty();
        }
    }

    @Test
    void who_says_nothing_is_closed_after_a_while() {
        try (RawPeer silent = RawPeer.dial(b.address())) {
            silent.awaitEnd();
        }
        try (RawPeer slow = RawPeer.dial(b.address())) {
            slow.send(bytes(0, 0, 0, 40, 1));
            slow.awaitEnd();
        }
        await("it is logged", () -> log.count("did not finish the handshake within 500 ms") > 0);
    }

    @Test
    void only_so_many_may_be_at_the_door() {
        List<RawPeer> crowd = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            crowd.add(RawPeer.dial(b.address()));
        }
        await("it is logged", () -> log.count("exceeds the limit net.handshakes-max of 4") == 1);
        crowd.forEach(RawPeer::awaitEnd);
        crowd.forEach(RawPeer::close);
    }

    @Test
    void an_oversized_message_ends_the_connection_before_it_is_stored() {
        try (RawPeer c = connected("c")) {
            ByteBuf head = Unpooled.buffer()
                    .writeInt(FrameFormat.HEAD_BYTES - FrameFormat.LENGTH_BYTES)
                    .writeByte(Kind.REQUEST.number())
                    .writeByte(FrameFormat.number(BULK.lane()))
                    .writeInt(BULK.number())
                    .writeLong(1)
                    .writeInt(Integer.MAX_VALUE);
            c.send(ByteBufUtil.getBytes(head));
            c.awaitEnd();
        }
        await("it is logged", () -> log.count("exceeds the limit net.message-bytes-max of 67108864") == 1);
    }

    @Test
    void an_oversized_frame_ends_the_connection() {
        try (RawPeer c = connected("c")) {
            c.send(bytes(0x7f, 0, 0, 0, 3, 1, 1, 1));
            c.awaitEnd();
        }
        await("it is logged", () -> log.count("closed the connection with c: what looks like a frame of") == 1);
    }

    @Test
    void a_piece_of_nothing_ends_the_connection() {
        try (RawPeer c = connected("c")) {
            c.send(bytes(0, 0, 0, 3, FrameFormat.PIECE_KIND, 1, 42));
            c.awaitEnd();
        }
    }

    @Test
    void an_address_where_another_node_answers_is_not_taken_for_the_peer() {
        a.meet(new NodeId("c"), b.address());
        TransportException failed = Nodes.failure(a.call(new NodeId("c"), URGENT, bytes(), Duration.ofMillis(200)));
        assertThat(failed.delivery()).isEqualTo(TransportException.Delivery.NONE);
        assertThat(log.count("cannot connect to c: it refuses: node a looks for c at the address of b"))
                .isEqualTo(1);
    }

    @Test
    void a_peer_that_answers_garbage_is_given_up_and_tried_again() throws Exception {
        try (ServerSocket server = RawPeer.listen()) {
            a.meet(new NodeId("c"), new Address("127.0.0.1", server.getLocalPort()));
            var call = a.call(new NodeId("c"), URGENT, bytes(3), LONG);
            try (RawPeer first = RawPeer.accept(server)) {
                first.send(Bytes.utf8("220 mail ready\r\n").array());
                first.awaitEnd();
            }
            try (RawPeer second = RawPeer.accept(server)) {
                assertThat(second.read().orElseThrow().kind()).isEqualTo(Kind.HELLO);
                second.send(RawPeer.hello("c", "a").encode());
                Message request = second.read().orElseThrow();
                second.send(request.reply(bytes(4)));
                assertThat(reply(call)).isEqualTo(bytes(4));
            }
        }
    }

    private RawPeer connected(String name) {
        RawPeer peer = RawPeer.dial(b.address());
        peer.send(RawPeer.hello(name, "b").encode());
        assertThat(peer.read().orElseThrow().kind()).isEqualTo(Kind.HELLO);
        return peer;
    }

    private void assertRefused(Hello hello, String reason) {
        assertRefused(hello.encode(), reason);
    }

    private void assertRefused(Message hello, String reason) {
        try (RawPeer peer = RawPeer.dial(b.address())) {
            peer.send(hello);
            Message refusal = peer.read().orElseThrow();
            assertThat(refusal.kind()).isEqualTo(Kind.REFUSAL);
            assertThat(Acceptance.refusalText(refusal)).contains(reason);
            assertThat(peer.read()).isEmpty();
        }
        assertThat(log.count(reason)).isEqualTo(1);
    }
}
