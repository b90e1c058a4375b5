package meridian.chaos.load;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.chaos.load.LeaseNotes.Farewell;
import meridian.chaos.load.LeaseNotes.Life;
import meridian.chaos.load.LeaseNotes.Renewal;

/**
 * Says what is wrong with how long leases lived. An end is known by when a watch first told it on any node, which is
 * never before it happened; so what looks too early was too early.
 */
final class LeaseJudge {
    private final Duration timeToLive;
    private final List<Life> lives;
    private final Map<Bytes, Long> ends;
    private final List<Calamity> calamities;

    /**
     * @param ends when each key was first told to be gone, by the ticker that the owners go by
     * @param calamities all times in which something was wrong
     */
    LeaseJudge(Duration timeToLive, List<Life> lives, Map<Bytes, Long> ends, List<Calamity> calamities) {
        this.timeToLive = timeToLive;
        this.lives = List.copyOf(lives);
        this.ends = new HashMap<>(ends);
        this.calamities = calamities.stream()
                .sorted(Comparator.comparingLong(Calamity::begin))
                .toList();
    }

    /** A time in which something was wrong, by the ticker that the owners go by. */
    record Calamity(long begin, long end) {}

    /** None ends before its full time after its grant and after each confirmed renewal. */
    void requireFullTime() {
        for (Life life : lives) {
            Optional<Long> end = Optional.ofNullable(ends.get(life.key()));
            boolean ownDoing = life.farewell() == Farewell.REVOKED && end.isPresent() && end.get() >= life.left();
            if (end.isPresent() && !ownDoing) {
                requireFullTime(life, life.granted(), end.get(), "was gone");
                life.renewals().stream()
                        .filter(Renewal::alive)
                        .forEach(it -> requireFullTime(life, it.asked(), end.get(), "was gone"));
            }
        }
    }

    /** Whoever is told that its lease has ended was not promised that it lives. */
    void requireTrueNews() {
        for (Life life : lives) {
            life.renewals().stream().filter(it -> !it.alive()).forEach(gone -> {
                requireFullTime(life, life.granted(), gone.answered(), "was called gone");
                life.renewals().stream()
                        .filter(Renewal::alive)
                        .forEach(it -> requireFullTime(life, it.asked(), gone.answered(), "was called gone"));
            });
        }
    }

    private void requireFullTime(Life life, long from, long end, String what) {
        Finding.require(
                end - from >= timeToLive.toNanos(),
                "the lease of %s %s %d ms after it was promised %d ms: %s",
                life.key(),
                what,
                Duration.ofNanos(end - from).toMillis(),
                timeToLive.toMillis(),
                life);
    }

    /**
     * A lease goes its time after its owner fell silent, and so much later as is allowed; if anything was wrong in
     * between, which may have brought a new leader, its time begins anew when all is well again.
     */
    void requirePromptEnds(Duration lateMax) {
        for (Life life : lives) {
            long latest = latestEnd(life.left(), timeToLive.plus(lateMax).toNanos());
            Optional.ofNullable(ends.get(life.key()))
                    .ifPresent(end -> Finding.require(
                            end <= latest,
                            "the lease of %s went %d ms after its owner, and %d ms too late: %s",
                            life.key(),
                            Duration.ofNanos(end - life.left()).toMillis(),
                            Duration.ofNanos(end - latest).toMillis(),
                            life));
        }
    }

    private long latestEnd(long left, long allowed) {
        long latest = left + allowed;
        for (Calamity calamity : calamities) {
            if (calamity.end > left && calamity.begin < latest) {
                latest = Math.max(latest, calamity.end + allowed);
            }
        }
        return latest;
    }

    /** How many leases ended because nobody renewed them any more. */
    long silentEnds() {
        return lives.stream()
                .filter(life -> life.farewell() == Farewell.SILENT && ends.containsKey(life.key()))
                .count();
    }
}
