package meridian.net;

import static meridian.net.Nodes.BULK;
import static meridian.net.Nodes.URGENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import meridian.base.NodeId;
import meridian.net.Message.Kind;
import meridian.net.TransportException.Delivery;
import org.junit.jupiter.api.Test;

/** What goes into the outbox comes out of the decoder, whole and in the right order. */
class OutboxTest {
    private static final int BATCH = FrameFormat.PIECE_BYTES_MAX;

    private final Outbox outbox = new Outbox();
    private final List<Long> sent = new ArrayList<>();
    private long lastId;

    @Test
    void urgent_messages_overtake_bulk_between_two_frames() {
        EmbeddedChannel channel = decoder();
        add(BULK, 32 << 20);
        add(BULK, 10);
        fill(channel);
        add(URGENT, 20);
        fill(channel);
        assertThat(((Message) channel.readInbound()).id()).isEqualTo(3);
        while (!outbox.isEmpty()) {
            fill(channel);
        }
        Message large = channel.readInbound();
        assertThat(large.id()).isEqualTo(1);
        assertThat(large.payload()).hasSize(32 << 20);
        assertThat(((Message) channel.readInbound()).id()).isEqualTo(2);
        assertThat(sent).containsExactly(3L, 1L, 2L);
        assertThat(outbox.bytes()).isZero();
    }

    @Test
    void frames_may_arrive_in_pieces_of_any_size() {
        Random random = new Random(11);
        List<byte[]> payloads = new ArrayList<>();
        for (int size : new int[] {0, 1, BATCH - 1, BATCH, BATCH + 1, 0, 3 * BATCH, 7}) {
            payloads.add(add(BULK, size).payload());
        }
        ByteBuf stream = Unpooled.buffer();
        outbox.fill(
                stream,
                Integer.MAX_VALUE,
                outgoing -> sent.add(outgoing.message().id()));
        EmbeddedChannel channel = decoder();
        while (stream.isReadable()) {
            channel.writeInbound(stream.readBytes(Math.min(stream.readableBytes(), 1 + random.nextInt(3_000))));
        }
        for (byte[] payload : payloads) {
            assertThat(((Message) channel.readInbound()).payload()).isEqualTo(payload);
        }
    }

    @Test
    void only_what_left_whole_can_have_been_delivered() {
        Call whole = request(URGENT, 5);
        Call partly = request(BULK, 2 * BATCH);
        Call waiting = request(BULK, 5);
        outbox.fill(Unpooled.buffer(), BATCH, _ -> {});
        for (Call call : List.of(whole, partly, waiting)) {
            call.interrupt("the cable is gone");
        }
        assertThat(Nodes.failure(whole.future()).delivery()).isEqualTo(Delivery.UNKNOWN);
        assertThat(Nodes.failure(partly.future()).delivery()).isEqualTo(Delivery.NONE);
        assertThat(Nodes.failure(waiting.future()).delivery()).isEqualTo(Delivery.NONE);
    }

    @Test
    void what_has_begun_to_leave_is_not_taken_back() {
        add(BULK, 2 * BATCH);
        add(BULK, 5);
        EmbeddedChannel channel = decoder();
        fill(channel);
        outbox.removeIf(_ -> true, outgoing -> sent.add(outgoing.message().id()));
        assertThat(sent).containsExactly(2L);
        while (!outbox.isEmpty()) {
            fill(channel);
        }
        assertThat(((Message) channel.readInbound()).payload()).hasSize(2 * BATCH);
        assertThat(outbox.bytes()).isZero();
    }

    @Test
    void what_is_cleared_is_handed_back() {
        add(URGENT, 5);
        add(BULK, 5);
        outbox.clear(outgoing -> sent.add(outgoing.message().id()));
        assertThat(sent).containsExactly(1L, 2L);
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.bytes()).isZero();
    }

    private void fill(EmbeddedChannel channel) {
        ByteBuf batch = Unpooled.buffer();
        outbox.fill(batch, BATCH, outgoing -> sent.add(outgoing.message().id()));
        channel.writeInbound(batch);
    }

    private Message add(Service service, int size) {
        return add(new Call(++lastId, new NodeId("b"), service, 0), service, size);
    }

    private Call request(Service service, int size) {
        Call call = new Call(++lastId, new NodeId("b"), service, 0);
        add(call, service, size);
        return call;
    }

    private Message add(Call call, Service service, int size) {
        byte[] payload = new byte[size];
        new Random(size).nextBytes(payload);
        Message message = new Message(Kind.REQUEST, service.lane(), service.number(), call.id(), payload);
        outbox.add(new Outgoing.Request(call, message));
        return message;
    }

    private static EmbeddedChannel decoder() {
        FrameDecoder decoder = new FrameDecoder(Nodes.quick());
        decoder.handshakeOver();
        return new EmbeddedChannel(decoder);
    }
}
