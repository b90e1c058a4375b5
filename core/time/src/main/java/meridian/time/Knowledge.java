package meridian.time;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the time, as of one moment.
 *
 * @param state whether and how
 * @param reason why it is so, in a few words
 * @param truth where the true time is, if that is known
 * @param rate how fast it goes from there
 * @param reading of both clocks when we began to gather what is known
 * @param course of our own clock, once a server has told the time or most nodes agree on it
 * @param isOutvoted is the machine's clock not followed, since most nodes' clocks say another time?
 */
record Knowledge(
        Now.State state,
        String reason,
        @Nullable Span truth,
        Rate rate,
        StampClock.Reading reading,
        @Nullable Course course,
        @Nullable Lineage lineage,
        boolean isOutvoted) {

    static Knowledge none(Now.State state, String reason, StampClock.Reading reading, @Nullable Course course) {
        return new Knowledge(state, reason, null, Rate.UNKNOWN, reading, course, null, false);
    }

    static Knowledge common(
            Now.State state, String reason, StampClock.Reading reading, @Nullable Course course, boolean isOutvoted) {
        return new Knowledge(state, reason, null, Rate.UNKNOWN, reading, course, null, isOutvoted);
    }

    /** Where the true time is at a moment, if that is known. */
    Optional<Span> at(long tick) {
        return Optional.ofNullable(truth).map(span -> {
            Span aged = rate.age(span, Math.max(tick, span.tick()));
            return lineage == null ? aged : lineage.leap().over(span, aged);
        });
    }

    /** The same, but nobody knows how fast the time goes. */
    Knowledge withoutRate() {
        return new Knowledge(state, reason, truth, Rate.UNKNOWN, reading, course, lineage, isOutvoted);
    }

    /** The same, with nobody to confirm it any more. */
    Knowledge aged(String why) {
        return new Knowledge(Now.State.HOLDOVER, why, truth, rate, reading, course, lineage, isOutvoted);
    }
}
