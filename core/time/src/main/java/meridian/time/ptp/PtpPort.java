package meridian.time.ptp;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import meridian.base.Randomness;
import org.jspecify.annotations.Nullable;

/**
 * One port of an ordinary clock: hears who tells the time, follows the best, or tells it where it may and nobody better
 * does. It computes and nothing else; packets go over a {@link Wire}, and time comes with every call. For one thread at a
 * time.
 */
public final class PtpPort {
    private final PtpSettings settings;
    private final PortIdentity us;
    private final OwnTime own;
    private final Wire wire;
    private final Findings findings;
    private final Randomness randomness;
    private final Foreigners foreigners = new Foreigners(PtpSettings.ANNOUNCEMENTS_MISSED);
    private final long startedListening;
    private ClockQuality quality = ClockQuality.RECEIVER;
    private @Nullable Receiver receiver;
    private @Nullable Transmitter transmitter;

    public PtpPort(
            PtpSettings settings,
            PortIdentity us,
            OwnTime own,
            Wire wire,
            Findings findings,
            Randomness randomness,
            long now) {
        this.settings = settings;
        this.us = us;
        this.own = own;
        this.wire = wire;
        this.findings = findings;
        this.randomness = randomness;
        this.startedListening = now;
    }

    /** What it is doing; numbered as the standard does. */
    public enum State {
        LISTENING(4),
        TRANSMITTING(6),
        CALIBRATING(8),
        RECEIVING(9);

        private final int number;

        State(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    public State state() {
        if (transmitter != null) {
            return State.TRANSMITTING;
        }
        if (receiver != null) {
            return receiver.hasMeasured() ? State.RECEIVING : State.CALIBRATING;
        }
        return State.LISTENING;
    }

    /** The clock that is followed. */
    public Optional<Announce> master() {
        return Optional.ofNullable(receiver).map(Receiver::master);
    }

    public PortIdentity identity() {
        return us;
    }

    /** Takes in a packet, which lies between the buffer's position and limit. What is not understood is passed over. */
    public void hear(ByteBuffer packet, Stamp stamp) {
        Optional<Message> message = Message.read(packet);
        if (message.isPresent()
                && message.get().header().domain() == settings.domain()
                && message.get().header().source().clock() != us.clock()) {
            take(message.get(), stamp);
        }
    }

    private void take(Message message, Stamp stamp) {
        switch (message) {
            case Announce announce -> hear(announce, stamp.tick());
            case Management management -> answer(management);
            case Message.DelayRequest request -> hear(request, stamp);
            case Message.Sync sync when receiver != null -> receiver.hear(sync, stamp);
            case Message.FollowUp followUp when receiver != null -> receiver.hear(followUp);
            case Message.DelayResponse response when receiver != null -> receiver.hear(response, stamp.tick());
            default -> {
                // Between other clocks.
            }
        }
    }

    private void hear(Announce announce, long now) {
        foreigners.hear(announce, now);
        if (receiver != null && receiver.master().sender().equals(announce.sender())) {
            receiver.hear(announce);
        }
        decide(now);
    }

    /** What time it is may not be known any more: the machine may have slept since it was looked at last. */
    private void hear(Message.DelayRequest request, Stamp stamp) {
        decide(stamp.tick());
        if (transmitter != null) {
            transmitter.hear(request, stamp);
        }
    }

    private void answer(Management question) {
        if (question.target().covers(us) && question.action() != Management.RESPONSE) {
            new DataSets(settings, us, ours(), Optional.ofNullable(receiver), state())
                    .answer(question)
                    .ifPresent(answer -> wire.send(answer.bytes()));
        }
    }

    /** Does what is due. To be called several times a second. */
    public void live(long now) {
        decide(now);
        if (receiver != null) {
            receiver.live(now);
        }
        if (transmitter != null) {
            transmitter.live(now, ours());
        }
    }

    /**
     * Who tells the time (IEEE 1588-2019, 9.3.3): the best of those that announce themselves, or we. At first we wait for
     * somebody better, so that of several clocks that start not all begin.
     */
    private void decide(long now) {
        Optional<Announce> best = foreigners.best(now);
        boolean mayTransmit = settings.transmits() && own.boundIn(Duration.ZERO).isPresent();
        boolean isBest = best.map(ours()::isBetterThan)
                .orElse(now - startedListening >= PtpSettings.ANNOUNCEMENTS_AWAITED.toNanos());
        if (mayTransmit && isBest) {
            transmit(now);
        } else if (best.isPresent()) {
            receive(best.get(), now);
        } else {
            listen();
        }
    }

    private void transmit(long now) {
        leave();
        if (transmitter == null) {
            transmitter = new Transmitter(settings, us, quality, own, wire, now);
        }
    }

    private void receive(Announce best, long now) {
        transmitter = null;
        if (receiver == null || !receiver.master().sender().equals(best.sender())) {
            receiver = new Receiver(settings.domain(), us, best, own, wire, findings, randomness, now);
        }
    }

    private void listen() {
        transmitter = null;
        leave();
    }

    private void leave() {
        if (receiver != null) {
            receiver = null;
            findings.missed("no better clock announces itself any more");
        }
    }

    /** Says how wrong our time will be at most until the next announcements, should some get lost. */
    private Announce ours() {
        Optional<Duration> bound =
                settings.transmits() ? own.boundIn(PtpSettings.ANNOUNCEMENTS_AWAITED) : Optional.empty();
        quality = bound.map(known -> ClockQuality.within(known, quality)).orElse(ClockQuality.RECEIVER);
        return Transmitter.announce(settings, us, quality, own.leap(), 0);
    }
}
