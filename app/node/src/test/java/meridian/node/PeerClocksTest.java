package meridian.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import meridian.base.Address;
import meridian.base.Clock;
import meridian.base.Machine;
import meridian.base.NodeId;
import meridian.net.NettyTransport;
import meridian.net.TransportConfig;
import meridian.net.TransportSecurity;
import meridian.time.Now;
import meridian.time.Secrets;
import meridian.time.TimeConfig;
import meridian.time.Timekeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes over real links, of which one has a clock that is an hour ahead. */
@Timeout(60)
class PeerClocksTest {
    private static final Duration NEAR = Duration.ofSeconds(30);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final List<NettyTransport> transports = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @Test
    void a_node_whose_clock_is_an_hour_ahead_follows_the_others() {
        Timekeeper wrong = node("n1", ahead(Duration.ofHours(1)));
        Timekeeper right = node("n2", Machine.clock());
        node("n3", Machine.clock());
        meet();
        await(wrong);
        await(right);
        assertThat(off(wrong)).isLessThan(NEAR);
        assertThat(off(right)).isLessThan(NEAR);
        assertThat(wrong.status().reason())
                .startsWith("2 of 3 nodes agree, and this machine's clock, which is off by +3");
        while (right.status().peers().getFirst().agrees()) {
            Thread.onSpinWait();
        }
        assertThat(right.status().peers().getFirst().node()).isEqualTo(new NodeId("n1"));
    }

    @Test
    void a_node_alone_believes_its_machine() {
        Timekeeper alone = node("n1", ahead(Duration.ofHours(1)));
        assertThat(off(alone)).isGreaterThan(NEAR);
        assertThat(alone.now().state()).isEqualTo(Now.State.FREE_RUNNING);
    }

    private Timekeeper node(String name, Clock machine) {
        TransportConfig config = TransportConfig.of(
                new NodeId(name), "test", new Address("127.0.0.1", 0), new TransportSecurity.PlainText());
        NettyTransport transport = NettyTransport.start(config, Machine.ticker(), Machine.randomness());
        opened.push(transport);
        transports.add(transport);
        Timekeeper time =
                Timekeeper.open(TimeConfig.off(), Secrets.none(), machine, Machine.ticker(), Machine.randomness());
        opened.push(time);
        opened.push(PeerClocks.compare(transport, time, machine, Machine.ticker()));
        return time;
    }

    private void meet() {
        for (NettyTransport from : transports) {
            transports.stream()
                    .filter(to -> !to.self().equals(from.self()))
                    .forEach(to -> from.meet(to.self(), to.address()));
        }
    }

    private static void await(Timekeeper time) {
        while (time.now().state() != Now.State.COMMON) {
            Thread.onSpinWait();
        }
    }

    private static Duration off(Timekeeper time) {
        return Duration.ofNanos(time.clock().unixNanos() - Machine.clock().unixNanos())
                .abs();
    }

    private static Clock ahead(Duration by) {
        Clock machine = Machine.clock();
        return new Clock() {
            @Override
            public long unixMillis() {
                return machine.unixMillis() + by.toMillis();
            }

            @Override
            public long unixNanos() {
                return machine.unixNanos() + by.toNanos();
            }
        };
    }
}
