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

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Netty's buffers are counted by hand; Netty can tell which were lost, once the garbage collector has found them. */
class LeakTest {
    private final Level usual = ResourceLeakDetector.getLevel();
    private final Logged leaks = Logged.by(ResourceLeakDetector.class);

    @BeforeEach
    void watchEveryBuffer() {
        ResourceLeakDetector.setLevel(Level.PARANOID);
    }

    @AfterEach
    void watchAsUsual() {
        ResourceLeakDetector.setLevel(usual);
        leaks.close();
    }

    @Test
    void no_buffer_is_lost_whichever_way_a_connection_ends() {
        try (Nodes nodes = new Nodes()) {
            NettyTransport a = nodes.start("a");
            NettyTransport b = nodes.start("b");
            introduce(a, b);
            b.serve(URGENT, echo());
            b.serve(BULK, echo());
            reply(a.call(b.self(), BULK, new byte[1 << 20], LONG));
            a.shape(b.self(), LinkShape.severed());
            long sent = link(a, b).bytesSent();
            CompletableFuture<byte[]> swallowed = a.call(b.self(), URGENT, new byte[1_000], LONG);
            await("it is sent", () -> link(a, b).bytesSent() >= sent + 1_000);
            a.shape(b.self(), LinkShape.delayed(Duration.ofMillis(50), Duration.ZERO));
            failure(swallowed);
            reply(a.call(b.self(), URGENT, bytes(1), LONG));
            a.call(b.self(), BULK, new byte[20 << 20], LONG);
            try (RawPeer garbage = RawPeer.dial(b.address())) {
                garbage.send(bytes(0, 0, 0, 30, 1));
                garbage.awaitEnd();
            }
        }
        loseOneOnPurpose();
        await("the loss is found", () -> {
            System.gc();
            ByteBufAllocator.DEFAULT.directBuffer(8).release();
            return !leaks.lines().isEmpty();
        });
        assertThat(leaks.lines()).singleElement().asString().contains("loseOneOnPurpose");
    }

    /** Shows that a loss would be seen. */
    private static void loseOneOnPurpose() {
        ByteBufAllocator.DEFAULT.directBuffer(8).writeByte(1);
    }
}
