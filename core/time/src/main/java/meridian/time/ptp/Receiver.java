package meridian.time.ptp;

import java.time.Duration;
import java.util.Optional;
import meridian.base.Randomness;
import org.jspecify.annotations.Nullable;

/**
 * Follows one clock: takes its times as they come, and now and then sends a request right behind one, so that hardly any
 * time lies between the message to us and the one back.
 */
final class Receiver {
    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    /** Without a measurement for so long, something is amiss. */
    private static final long PATIENCE = 4 * NANOS_PER_SECOND;

    /** Requests may be as far apart as this, as a power of two of seconds: further than the default profile allows. */
    private static final int DELAY_INTERVAL_MOST = 5;

    private static final int DELAY_INTERVAL_LEAST = -7;
    private static final int SEQUENCES = 0x10000;

    private final int domain;
    private final PortIdentity us;
    private final OwnTime own;
    private final Wire wire;
    private final Findings findings;
    private final Randomness randomness;
    private Announce master;
    private @Nullable Heard sync;
    private Message.@Nullable FollowUp early;
    private @Nullable Request request;
    private int sequence;
    private int delayInterval = PtpSettings.LOG_DELAY_INTERVAL;
    private long requestDue;
    private long missedDue;
    private boolean hasMeasured;
    private long offset;
    private long delay;

    Receiver(
            int domain,
            PortIdentity us,
            Announce master,
            OwnTime own,
            Wire wire,
            Findings findings,
            Randomness randomness,
            long now) {
        this.domain = domain;
        this.us = us;
        this.master = master;
        this.own = own;
        this.wire = wire;
        this.findings = findings;
        this.randomness = randomness;
        this.requestDue = now;
        this.missedDue = now + PATIENCE;
        findings.follows(master);
    }

    Announce master() {
        return master;
    }

    boolean hasMeasured() {
        return hasMeasured;
    }

    /** How far our clock was ahead of the one followed, when that was measured last, in nanoseconds. */
    long offset() {
        return offset;
    }

    long delay() {
        return delay;
    }

    /** The same clock, with news about itself. */
    void hear(Announce news) {
        master = news;
    }

    void hear(Message.Sync message, Stamp heard) {
        if (!message.header().source().equals(master.sender())) {
            return;
        }
        sync = new Heard(message, heard);
        if (!message.header().has(Header.TWO_STEPS)) {
            timed(message.origin() + message.header().correctionNanos());
        } else if (early != null && isAbout(early.header(), message)) {
            followed(early);
        }
    }

    /** What follows may overtake what it follows, since they come by two ports. */
    void hear(Message.FollowUp message) {
        if (!message.header().source().equals(master.sender())) {
            return;
        }
        if (sync != null && sync.origin().isEmpty() && isAbout(message.header(), sync.message())) {
            followed(message);
        } else {
            early = message;
        }
    }

    private static boolean isAbout(Header followUp, Message.Sync message) {
        return followUp.sequence() == message.header().sequence();
    }

    private void followed(Message.FollowUp message) {
        early = null;
        Heard heard = sync;
        if (heard != null) {
            timed(message.origin()
                    + message.header().correctionNanos()
                    + heard.message().header().correctionNanos());
        }
    }

    private void timed(long origin) {
        Heard heard = sync;
        if (heard == null) {
            return;
        }
        Heard timed = new Heard(heard.message(), heard.stamp(), Optional.of(origin));
        sync = timed;
        if (timed.stamp().tick() - requestDue >= 0) {
            ask(timed);
        }
    }

    private void ask(Heard after) {
        sequence = (sequence + 1) % SEQUENCES;
        double pause = 2 * randomness.nextDouble() * Math.scalb(1.0, delayInterval);
        requestDue = after.stamp().tick() + (long) (pause * NANOS_PER_SECOND);
        Header header = Header.request(Header.DELAY_REQUEST, domain, us, sequence);
        Stamp left = wire.sendStamped(new Message.DelayRequest(header).bytes());
        request = new Request(sequence, left, after);
    }

    void hear(Message.DelayResponse message, long now) {
        Request asked = request;
        if (asked == null || !answers(message, asked)) {
            return;
        }
        delayInterval = Math.clamp(message.header().interval(), DELAY_INTERVAL_LEAST, DELAY_INTERVAL_MOST);
        request = null;
        measured(asked, message.received() - message.header().correctionNanos());
        missedDue = now + PATIENCE + (long) Math.scalb(2.0 * NANOS_PER_SECOND, delayInterval);
    }

    private boolean answers(Message.DelayResponse message, Request asked) {
        return message.requester().equals(us)
                && message.header().source().equals(master.sender())
                && message.header().sequence() == asked.sequence();
    }

    private void measured(Request asked, long received) {
        long ahead = master.aheadOfUtc().toNanos();
        Heard heard = asked.after();
        Passage passage = new Passage(
                heard.origin().orElseThrow() - ahead, heard.stamp(), asked.left(), received - ahead, master);
        hasMeasured = true;
        delay = Math.max(0, passage.delay() / 2);
        offset = own.at(passage.heard().tick()) - passage.sent() - delay;
        findings.measured(passage);
    }

    void live(long now) {
        if (now - missedDue >= 0) {
            missedDue = now + PATIENCE;
            findings.missed(
                    sync == null
                            ? "the clock that is announced sends no time"
                            : "the clock that is announced does not answer requests");
        }
    }

    /** @param origin when it left, once that is known */
    private record Heard(Message.Sync message, Stamp stamp, Optional<Long> origin) {
        Heard(Message.Sync message, Stamp stamp) {
            this(message, stamp, Optional.empty());
        }
    }

    private record Request(int sequence, Stamp left, Heard after) {}
}
