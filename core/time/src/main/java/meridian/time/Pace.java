package meridian.time;

import java.time.Duration;

/**
 * How long to wait until a server is asked again: briefly at first, so that the time is known soon, and longer and longer
 * once it answers well or as long as it does not answer at all (RFC 8633 tells the manners).
 */
final class Pace {
    static final int BURST = 4;
    static final Duration BURST_PAUSE = Duration.ofSeconds(2);

    private static final int GOOD_UNTIL_SLOWER = 8;
    private static final int DOUBLED_MOST = 20;
    private static final Duration LONGEST = Duration.ofHours(36);

    private final Duration least;
    private final Duration most;
    private Duration poll;
    private int good;
    private int burstLeft = BURST - 1;
    private int inVain;
    private boolean over;

    Pace(TimeConfig.Polling polling) {
        this.least = polling.min();
        this.most = polling.max();
        this.poll = polling.min();
    }

    void heard(Reply reply) {
        switch (reply) {
            case Reply.Answer answer -> answered();
            case Reply.Kiss kiss when kiss.slower() -> slow();
            case Reply.Kiss kiss when kiss.never() -> over = true;
            default -> inVain++;
        }
    }

    private void answered() {
        inVain = 0;
        burstLeft = Math.max(0, burstLeft - 1);
        good++;
        if (good >= GOOD_UNTIL_SLOWER && poll.compareTo(most) < 0) {
            poll = shorter(poll.multipliedBy(2), most);
            good = 0;
        }
    }

    /** It is asked less often from now on, also than we were told to. */
    private void slow() {
        burstLeft = 0;
        good = 0;
        poll = shorter(poll.multipliedBy(2), LONGEST);
    }

    /** Begins anew, for one who does not know the time any more. What a server forbade it still forbids. */
    void hurry() {
        burstLeft = BURST - 1;
        inVain = 0;
        good = 0;
        poll = poll.compareTo(most) > 0 ? poll : least;
    }

    Duration pause() {
        return burstLeft > 0 ? shorter(BURST_PAUSE.multipliedBy(1L << Math.min(inVain, DOUBLED_MOST)), poll) : poll;
    }

    /** Until the server is asked again as a rule. */
    Duration poll() {
        return poll;
    }

    /** Does the server want no questions at all? */
    boolean isOver() {
        return over;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
