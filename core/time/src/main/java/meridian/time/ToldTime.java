package meridian.time;

import java.time.Duration;
import java.util.Optional;
import meridian.time.ptp.OwnTime;

/** Our time as it is told over PTP: only what servers say about it counts, so that nobody is told his own. */
record ToldTime(TrueTime time) implements OwnTime {
    @Override
    public Optional<Duration> boundIn(Duration later) {
        return time.boundByServers(later);
    }

    @Override
    public long at(long tick) {
        return time.unixNanosAt(tick);
    }

    @Override
    public int leap() {
        return switch (time.provenance().map(from -> from.lineage().leap()).orElse(Leap.NONE)) {
            case SECOND_INSERTED -> 1;
            case SECOND_DELETED -> -1;
            case NONE, UNSYNCHRONISED -> 0;
        };
    }
}
