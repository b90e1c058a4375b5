package meridian.time;

import java.time.Duration;
import java.util.Optional;
import meridian.time.ptp.Announce;
import meridian.time.ptp.Findings;
import meridian.time.ptp.Passage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what PTP found as an exchange of question and answer, with which all else is done as with NTP's: as if the clock's
 * message had come at the moment at which our request left.
 *
 * @param accuracy how wrong a clock is taken to be that does not say so itself
 */
record PtpWitness(TrueTime time, Optional<Duration> accuracy) implements Findings {
    private static final Logger log = LoggerFactory.getLogger(PtpWitness.class);

    /** PTP counts in nanoseconds: NTP's exponent for that. */
    private static final int PRECISION = -30;

    @Override
    public void follows(Announce master) {
        log.info("PTP follows the clock {}, whose time comes from {}", master.sender(), master.grandmasterText());
        time.ptp().ifPresent(source -> time.forget(source));
    }

    @Override
    public void measured(Passage passage) {
        Optional<Duration> bound = passage.master().bound().or(() -> accuracy);
        if (bound.isEmpty()) {
            missed("it does not say how wrong it may be: set time.ptp-accuracy to what you know about it");
            return;
        }
        Exchange exchange = exchange(passage, bound.get());
        boolean kernel = passage.heard().ofKernel() && passage.left().ofKernel();
        hear(
                exchange.isPossible()
                        ? new Reply.Answer(exchange, kernel)
                        : new Reply.Useless("by what it says, a message took less than no time"));
    }

    private static Exchange exchange(Passage passage, Duration bound) {
        long gap = Math.max(0, passage.left().tick() - passage.heard().tick());
        Exchange.Upstream upstream = new Exchange.Upstream(
                passage.master().steps() + 1, leap(passage.master()), 0, bound.toNanos(), PRECISION, 0);
        return new Exchange(
                passage.left().tick(),
                passage.received(),
                passage.sent() + gap - Span.drift(gap),
                passage.left().tick(),
                Math.max(passage.heard().error(), passage.left().error()),
                upstream);
    }

    private static Leap leap(Announce master) {
        if (master.leapsForward()) {
            return Leap.SECOND_INSERTED;
        }
        return master.leapsBack() ? Leap.SECOND_DELETED : Leap.NONE;
    }

    @Override
    public void missed(String reason) {
        hear(new Reply.Useless(reason));
    }

    private void hear(Reply reply) {
        time.ptp().ifPresent(source -> time.heard(source, null, reply));
    }
}
