package meridian.coordination;

import java.time.Duration;
import meridian.base.Bytes;

/**
 * Lets parties go on together: each waits until as many have arrived as there are parties. Then the next round begins.
 *
 * <p>A party is a session. One whose session ends before its round is full is not counted. All who use a name have to say
 * the same number of parties; who says another than those who wait is refused.
 *
 * <p>A session that asks again, because it did not hear what became of its earlier attempt, stands where it stood, and
 * has passed if its round was full meanwhile.
 */
public final class Barrier {
    private final Contest contest;
    private final Keys keys;

    Barrier(Contest contest, Bytes name) {
        this.contest = contest;
        this.keys = Keys.of(name);
    }

    /** Waits as long as the lease lives. */
    public Claim<Passage> await(long lease, int parties) {
        return arrive(lease, parties, true);
    }

    /** Waits no longer than that. */
    public Claim<Passage> await(long lease, int parties, Duration patience) {
        return contest.within(patience, await(lease, parties));
    }

    /** Does not wait: passes if all others have arrived. */
    public Claim<Passage> tryPass(long lease, int parties) {
        return arrive(lease, parties, false);
    }

    private Claim<Passage> arrive(long lease, int parties, boolean isPatient) {
        if (parties < 1) {
            throw new IllegalArgumentException(
                    "a barrier with " + parties + " parties has nobody to wait for: give at least 1");
        }
        return contest.arrive(keys, lease, parties, isPatient);
    }
}
