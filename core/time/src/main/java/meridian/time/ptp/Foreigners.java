package meridian.time.ptp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which other clocks announce themselves. One that was heard only once is not counted on. */
final class Foreigners {
    /** Beyond this the one that was heard of last the longest ago is forgotten. */
    static final int MOST = 16;

    private static final int HEARD_LEAST = 2;
    private static final int WINDOW_INTERVALS = 4;

    /** Announcements may be this far apart, as a power of two of seconds. */
    private static final int INTERVAL_LEAST = -3;

    private static final int INTERVAL_MOST = 4;

    private final int silentIntervals;
    private final Map<PortIdentity, Foreigner> known = new HashMap<>();

    /** @param silentIntervals after so many without an announcement a clock is gone */
    Foreigners(int silentIntervals) {
        this.silentIntervals = silentIntervals;
    }

    void hear(Announce announce, long now) {
        if (announce.steps() > Announce.STEPS_MAX || announce.header().has(Header.ALTERNATE)) {
            return;
        }
        known.computeIfAbsent(announce.sender(), ignored -> new Foreigner(announce))
                .hear(announce, now);
        if (known.size() > MOST) {
            known.values().stream()
                    .min(Comparator.comparingLong(Foreigner::heardLast))
                    .ifPresent(oldest -> known.remove(oldest.announce.sender()));
        }
    }

    /** The best clock that was heard of enough, and lately. */
    Optional<Announce> best(long now) {
        known.values().removeIf(foreigner -> foreigner.isGone(now, silentIntervals));
        Announce best = null;
        for (Foreigner foreigner : known.values()) {
            if (foreigner.isHeardEnough(now) && (best == null || foreigner.announce.isBetterThan(best))) {
                best = foreigner.announce;
            }
        }
        return Optional.ofNullable(best);
    }

    private static final class Foreigner {
        private Announce announce;
        private final Deque<Long> heard = new ArrayDeque<>(HEARD_LEAST);
        private boolean isCountedOn;

        Foreigner(Announce announce) {
            this.announce = announce;
        }

        void hear(Announce latest, long now) {
            announce = latest;
            if (heard.size() == HEARD_LEAST) {
                heard.removeFirst();
            }
            heard.addLast(now);
        }

        long heardLast() {
            return heard.getLast();
        }

        private long interval() {
            int exponent = Math.clamp(announce.header().interval(), INTERVAL_LEAST, INTERVAL_MOST);
            return (long) Math.scalb((double) Duration.ofSeconds(1).toNanos(), exponent);
        }

        boolean isGone(long now, int silentIntervals) {
            return now - heardLast() > silentIntervals * interval();
        }

        boolean isHeardEnough(long now) {
            isCountedOn |= heard.size() == HEARD_LEAST && now - heard.getFirst() <= WINDOW_INTERVALS * interval();
            return isCountedOn;
        }
    }
}
