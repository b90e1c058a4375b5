package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import meridian.base.Machine;
import meridian.testkit.SeededRandomness;
import meridian.time.ptp.PtpSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two ports of PTP on this machine's loopback, over real sockets. */
class PtpLinkTest {
    private static final int EVENTS = 21319;
    private static final int GENERAL = 21320;

    private final StampClock clocks = new StampClock(Machine.clock(), Machine.ticker());

    @ParameterizedTest
    @Timeout(60)
    @ValueSource(booleans = {false, true})
    void one_tells_the_other_the_time(boolean kernelStamps) throws IOException {
        Optional<Kernel> kernel = kernelStamps ? Kernel.load() : Optional.empty();
        TrueTime known = time(true);
        TrueTime unknown = time(false);
        answer(known);
        try (PtpLink transmitter = open(known, true, kernel);
                PtpLink receiver = open(unknown, false, kernel)) {
            while (!receiver.status().state().equals("receiving")
                    || unknown.now().bound().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(receiver.status().master()).contains(transmitter.status().identity());
            long apart = unknown.now().time() - known.now().time();
            assertThat(Duration.ofNanos(apart).abs()).isLessThan(Duration.ofSeconds(1));
            TimeStatus.SourceStatus source = unknown.status(List.of(Duration.ZERO), Optional.empty(), Optional.empty())
                    .sources()
                    .getFirst();
            assertThat(source.kernelStamps()).isEqualTo(kernelStamps);
        }
    }

    @Test
    void a_card_that_is_not_there_is_named_with_those_that_are() {
        assertThatThrownBy(() -> PtpLink.open(
                        config(false, "none0").ptp().orElseThrow(),
                        Optional.empty(),
                        time(false),
                        clocks,
                        new SeededRandomness(1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("'none0'")
                .hasMessageContaining("lo");
    }

    private PtpLink open(TrueTime time, boolean transmits, Optional<Kernel> kernel) throws IOException {
        PtpNetwork network = new PtpNetwork(loopback(), EVENTS, GENERAL);
        TimeConfig.Ptp config =
                config(transmits, network.card().getName()).ptp().orElseThrow();
        return PtpLink.open(network, config, kernel, time, clocks, new SeededRandomness(transmits ? 1 : 2));
    }

    private static NetworkInterface loopback() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .filter(PtpLinkTest::isLoopback)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isLoopback(NetworkInterface card) {
        try {
            return card.isLoopback();
        } catch (SocketException e) {
            return false;
        }
    }

    private static TrueTime time(boolean knows) {
        return new TrueTime(config(knows, "lo"), Steering.UNKNOWN, Machine.clock(), Machine.ticker());
    }

    private static TimeConfig config(boolean knows, String card) {
        TimeConfig asking = knows ? World.askingOne() : TimeConfig.off();
        PtpSettings settings = new PtpSettings(0, knows, 128, 128, 37);
        return World.withPtp(asking, new TimeConfig.Ptp(card, settings, Optional.empty()));
    }

    /** A server that says what the machine's clock does. */
    private static void answer(TrueTime time) {
        long asked = Machine.ticker().nanos();
        long told = Machine.clock().unixNanos();
        Exchange.Upstream upstream = new Exchange.Upstream(2, Leap.NONE, 0, 1_000, -30, 1);
        Exchange exchange = new Exchange(asked, told, told, Machine.ticker().nanos(), 0, upstream);
        time.heard(time.servers().getFirst(), InetAddress.getLoopbackAddress(), new Reply.Answer(exchange, false));
    }
}
