package meridian.coordination;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.store.Reply;
import meridian.store.Transaction;

/**
 * So many permits, of which a session may hold several, got together or one after the other. First come, first served,
 * however few somebody behind wants; a permit comes back when its session ends.
 *
 * <p>How many there are is written down, and nobody gets one before that. When the number becomes smaller, who holds goes
 * on holding, and who waits for more than there are is refused.
 */
public final class Semaphore {
    private final Contest contest;
    private final Keys keys;

    Semaphore(Contest contest, Bytes name) {
        this.contest = contest;
        this.keys = Keys.of(name);
    }

    /**
     * How many there are, and how many of them are free.
     *
     * @param permits 0 if nobody has said so yet
     * @param available less than 0 when more are held than there are now
     */
    public record Permits(int permits, int available) {}

    /**
     * Waits as long as the lease lives. Not applied, and invalid, if there are not so many at all.
     *
     * @param attempt tells the attempts of a session apart. One that is repeated with its number, because its outcome is
     *     not known, goes on from where it stood. 0 is a new one, which cannot be repeated
     */
    public Claim<Acquisition> acquire(long lease, int count, long attempt) {
        return contest.enter(keys, contest.wish(keys, lease, demand(count), attempt, true));
    }

    /** Waits no longer than that. */
    public Claim<Acquisition> acquire(long lease, int count, long attempt, Duration patience) {
        return contest.within(patience, acquire(lease, count, attempt));
    }

    /** Does not wait. */
    public Claim<Acquisition> tryAcquire(long lease, int count, long attempt) {
        return contest.enterIfFree(keys, contest.wish(keys, lease, demand(count), attempt, false));
    }

    private static Demand.Permits demand(int count) {
        if (count < 1) {
            throw new IllegalArgumentException(count + " permits cannot be got: ask for at least 1");
        }
        return new Demand.Permits(count);
    }

    /** Takes all that are free now. It has given up if there are none, or if others took them first again and again. */
    public CompletableFuture<Outcome<Acquisition>> drain(long lease) {
        return drain(lease, 1);
    }

    private CompletableFuture<Outcome<Acquisition>> drain(long lease, int attempt) {
        return contest.look(keys).thenCompose(outcome -> {
            if (!(outcome
                    instanceof
                    Outcome.Applied<Reply<Standings>>(Reply.Done<Standings>(Standings found, Reply.Header _)))) {
                return CompletableFuture.completedFuture(outcome.map(Contest::refused));
            }
            int free = found.quota().free();
            if (free == 0 || !contest.attempts().allows(attempt)) {
                return CompletableFuture.completedFuture(Outcome.applied(new Acquisition.GivenUp()));
            }
            return tryAcquire(lease, free, 0)
                    .outcome()
                    .thenCompose(taken -> taken instanceof Outcome.Applied<Acquisition>(Acquisition.GivenUp())
                            ? drain(lease, attempt + 1)
                            : CompletableFuture.completedFuture(taken));
        });
    }

    /** Says whether it was still held. */
    public CompletableFuture<Outcome<Reply<Boolean>>> release(Hold permits) {
        return contest.release(permits, demand(Math.max(1, permits.permits())));
    }

    public CompletableFuture<Outcome<Reply<Permits>>> permits() {
        return contest.look(keys)
                .thenApply(outcome -> outcome.map(reply -> reply.map(standings -> new Permits(
                        standings.quota().permits(), standings.quota().available()))));
    }

    /** Says how many there are from now on. Always answers yes, when it is applied. */
    public CompletableFuture<Outcome<Reply<Boolean>>> setPermits(int permits) {
        requirePositive(permits);
        return setPermits(permits, 1);
    }

    /**
     * Written together with the place up to which permits are held by what was just read, if nobody said another number
     * meanwhile. Whoever got permits in that moment keeps them, too, but is not counted among those who hold more than
     * there are.
     */
    private CompletableFuture<Outcome<Reply<Boolean>>> setPermits(int permits, int attempt) {
        return contest.look(keys).thenCompose(outcome -> {
            if (!(outcome
                    instanceof
                    Outcome.Applied<Reply<Standings>>(Reply.Done<Standings>(Standings found, Reply.Header _)))) {
                return CompletableFuture.completedFuture(outcome.map(reply -> reply.map(_ -> false)));
            }
            Quota quota = found.quota();
            if (!contest.attempts().allows(attempt)) {
                return CompletableFuture.completedFuture(Outcome.notApplied(
                        Refusal.OVERLOADED,
                        "others set the number again and again: "
                                + contest.attempts().exceeded(attempt)));
            }
            return say(permits, quota.revision(), quota.heldThrough())
                    .thenCompose(said -> said
                                            instanceof
                                            Outcome.Applied<Reply<Boolean>>(
                                                    Reply.Done<Boolean>(Boolean done, Reply.Header _))
                                    && !done
                            ? setPermits(permits, attempt + 1)
                            : CompletableFuture.completedFuture(said));
        });
    }

    /** Says how many there are unless somebody has said so before; answers whether it was so. */
    public CompletableFuture<Outcome<Reply<Boolean>>> setPermitsIfAbsent(int permits) {
        requirePositive(permits);
        return say(permits, 0, 0);
    }

    private CompletableFuture<Outcome<Reply<Boolean>>> say(int permits, long saidAt, long heldThrough) {
        Bytes key = keys.permits();
        return Steps.perform(
                contest.store(),
                new Transaction(
                        List.of(Steps.isUnchanged(key, saidAt)),
                        List.of(Steps.put(key, Quota.value(permits, heldThrough), 0)),
                        List.of()));
    }

    private static void requirePositive(int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException(
                    "a semaphore with " + permits + " permits lets nobody in: give at least 1");
        }
    }
}
