package meridian.store;

import java.time.Duration;
import meridian.store.ClientRecords.Renewal;

/** No lease ends before the time that its owner was promised, and none is renewed after its end. */
final class LeaseCheck {
    private LeaseCheck() {}

    static void require(Truth truth, ClientRecords records) {
        truth.ended().forEach((lease, ended) -> {
            if (!records.revoked().contains(lease)) {
                requireFullTime(lease, ended, truth.grantedAt(lease), truth.timeToLive(lease));
            }
        });
        records.renewals().forEach(renewal -> check(renewal, truth, records));
    }

    private static void check(Renewal renewal, Truth truth, ClientRecords records) {
        Duration ended = truth.ended().get(renewal.lease());
        if (renewal.alive() && ended != null && !records.revoked().contains(renewal.lease())) {
            requireFullTime(renewal.lease(), ended, renewal.asked(), truth.timeToLive(renewal.lease()));
        }
        if (!renewal.alive() && (ended == null || ended.compareTo(renewal.answered()) > 0)) {
            throw new AssertionError("called gone and was not: " + renewal + ", ended " + ended);
        }
    }

    private static void requireFullTime(long lease, Duration ended, Duration from, Duration timeToLive) {
        if (ended.compareTo(from.plus(timeToLive)) < 0) {
            throw new AssertionError(
                    "lease " + lease + " ended at " + ended + ", less than " + timeToLive + " after " + from);
        }
    }
}
