package meridian.chaos.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import meridian.base.Bytes;

/** What owners of leases did and were told, lease by lease. For all their threads. All moments are by one ticker. */
final class LeaseNotes {
    private final Map<Bytes, Life> lives = new LinkedHashMap<>();
    private long renewals;
    private long unknown;

    /** How an owner leaves its lease. */
    enum Farewell {
        /** It does not, yet. */
        NONE,
        /** It gives it back, or tried to. */
        REVOKED,
        /** It just falls silent. */
        SILENT
    }

    /**
     * A renewal that was answered.
     *
     * @param alive whether the lease was said to be there
     */
    record Renewal(long asked, long answered, boolean alive) {}

    /**
     * All that its owner knows of a lease and of the one key on it.
     *
     * @param granted when it was asked for
     * @param left when its owner asked for nothing more
     */
    record Life(Bytes key, long granted, List<Renewal> renewals, Farewell farewell, long left) {
        Life {
            renewals = List.copyOf(renewals);
        }

        Life with(Renewal renewal) {
            List<Renewal> more = new ArrayList<>(renewals);
            more.add(renewal);
            return new Life(key, granted, more, farewell, left);
        }

        Life leaving(Farewell how, long when) {
            return new Life(key, granted, renewals, how, when);
        }
    }

    synchronized void granted(Bytes key, long asked) {
        lives.put(key, new Life(key, asked, List.of(), Farewell.NONE, asked));
    }

    synchronized void renewed(Bytes key, Renewal renewal) {
        lives.computeIfPresent(key, (_, life) -> life.with(renewal));
        renewals++;
    }

    synchronized void renewalUnknown() {
        unknown++;
    }

    synchronized void left(Bytes key, Farewell how, long when) {
        lives.computeIfPresent(key, (_, life) -> life.leaving(how, when));
    }

    synchronized List<Life> lives() {
        return List.copyOf(lives.values());
    }

    synchronized Workload.Count count() {
        return new Workload.Count(lives.size() + renewals, unknown);
    }
}
