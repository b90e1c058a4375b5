package meridian.time;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import meridian.base.Randomness;
import meridian.time.ptp.PtpPort;
import meridian.time.ptp.Stamp;
import meridian.time.ptp.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects a port of PTP to the network: one thread for the messages that are stamped and for what is due, one for the
 * others. Both are of the platform, since calls of the kernel would hold a virtual one's carrier.
 */
final class PtpLink implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PtpLink.class);

    /** On average: requests come at random moments. */
    static final Duration MEASURES_EVERY = Duration.ofSeconds(1);

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int SOCKET_TIMEOUT_MILLIS = 200;

    private final PtpNetwork network;
    private final StampClock clocks;
    private final EventSocket events;
    private final DatagramSocket general;
    private final PtpPort port;
    private volatile boolean isClosed;

    private PtpLink(
            PtpNetwork network,
            TimeConfig.Ptp config,
            TrueTime time,
            StampClock clocks,
            EventSocket events,
            DatagramSocket general,
            Randomness randomness)
            throws IOException {
        this.network = network;
        this.clocks = clocks;
        this.events = events;
        this.general = general;
        this.port = new PtpPort(
                config.settings(),
                network.identity(randomness),
                new ToldTime(time),
                new Sockets(),
                new PtpWitness(time, config.accuracy()),
                randomness,
                clocks.ticker().nanos());
    }

    /** @throws UncheckedIOException when there is no such network card, or its ports are taken */
    static PtpLink open(
            TimeConfig.Ptp config, Optional<Kernel> kernel, TrueTime time, StampClock clocks, Randomness randomness) {
        try {
            return open(PtpNetwork.behind(config.card()), config, kernel, time, clocks, randomness);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "time.ptp-interface: cannot talk PTP on " + config.card() + ": " + e.getMessage(), e);
        }
    }

    static PtpLink open(
            PtpNetwork network,
            TimeConfig.Ptp config,
            Optional<Kernel> kernel,
            TrueTime time,
            StampClock clocks,
            Randomness randomness)
            throws IOException {
        EventSocket events = events(network, kernel, clocks);
        DatagramSocket general = network.join(network.generalPort());
        general.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
        PtpLink link = new PtpLink(network, config, time, clocks, events, general, randomness);
        Thread.ofPlatform().daemon().name("time-ptp-events").start(link::hearEvents);
        Thread.ofPlatform().daemon().name("time-ptp-general").start(link::hearGeneral);
        return link;
    }

    private static EventSocket events(PtpNetwork network, Optional<Kernel> kernel, StampClock clocks)
            throws IOException {
        return kernel.isPresent()
                ? KernelEventSocket.open(kernel.get(), network, clocks)
                : new PlainEventSocket(network, clocks.ticker());
    }

    private void hearEvents() {
        try (events) {
            while (!isClosed) {
                events.await(LOOK);
                synchronized (port) {
                    for (Optional<EventSocket.Arrival> came = events.receive();
                            came.isPresent();
                            came = events.receive()) {
                        port.hear(came.get().packet(), came.get().stamp());
                    }
                    port.live(clocks.ticker().nanos());
                }
            }
        } catch (IOException e) {
            log.error("PTP is not heard any more on {}", network.card().getName(), e);
        }
    }

    private void hearGeneral() {
        DatagramPacket packet = new DatagramPacket(new byte[TimeSocket.PACKET_MAX], TimeSocket.PACKET_MAX);
        while (!isClosed) {
            try {
                general.receive(packet);
                Stamp came = new Stamp(clocks.ticker().nanos(), 0, false);
                synchronized (port) {
                    port.hear(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()), came);
                }
            } catch (SocketTimeoutException e) {
                // Nobody said anything.
            } catch (IOException e) {
                log.debug("A packet cannot be read on {}", network.card().getName(), e);
            }
        }
        general.close();
    }

    TimeStatus.PtpStatus status() {
        synchronized (port) {
            return new TimeStatus.PtpStatus(
                    network.card().getName(),
                    port.state().name().toLowerCase(Locale.ROOT),
                    port.identity().toString(),
                    port.master().map(master -> master.sender().toString()),
                    port.master().map(master -> master.grandmasterText()),
                    port.master().map(master -> master.steps() + 1).orElse(0));
        }
    }

    /** Its threads end a moment later. */
    @Override
    public void close() {
        isClosed = true;
    }

    /** Both ports of the network. What cannot be sent is lost, as it might have been on the way. */
    private final class Sockets implements Wire {
        @Override
        public Stamp sendStamped(byte[] packet) {
            try {
                return events.send(packet);
            } catch (IOException e) {
                log.debug("A packet cannot be sent on {}", network.card().getName(), e);
                return new Stamp(clocks.ticker().nanos(), 0, false);
            }
        }

        @Override
        public void send(byte[] packet) {
            try {
                general.send(network.general(packet));
            } catch (IOException e) {
                log.debug("A packet cannot be sent on {}", network.card().getName(), e);
            }
        }
    }
}
