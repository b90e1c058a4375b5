package meridian.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way into a contest for the threads of this client: one after the other, and each with what the contest gave it. Whoever
 * gives up leaves nothing in line, and the next one does not go before that is sure.
 */
final class TurnEntrance implements Entrance {
    private final Calls calls;
    private final Turns turns;
    private final Object key;
    private final Contest contest;
    private final Supplier<Session> session;

    /** @param key what tells this contest from the client's others: its name, and whose session it is */
    TurnEntrance(Calls calls, Turns turns, Object key, Contest contest, Supplier<Session> session) {
        this.calls = calls;
        this.turns = turns;
        this.key = key;
        this.contest = contest;
        this.session = session;
    }

    @Override
    public Calls calls() {
        return calls;
    }

    @Override
    public Optional<Holding> heldBy(Thread thread) {
        Turn turn = turns.enter(key);
        try {
            return turn.heldBy(thread);
        } finally {
            turns.leave(key);
        }
    }

    @Override
    public Optional<Holding> enter(@Nullable Thread owner, Deadline deadline) throws InterruptedException {
        Turn turn = queue();
        boolean isMine = false;
        try {
            isMine = turn.await(deadline);
        } finally {
            if (!isMine) {
                turns.leave(key);
            }
        }
        return isMine ? compete(turn, owner, deadline) : Optional.empty();
    }

    private Turn queue() {
        Turn turn = turns.enter(key);
        if (turn.waiting() >= calls.settings().lockWaitersMax()) {
            turns.leave(key);
            throw new NotAppliedException(
                    calls.settings().lockWaitersMax() + " threads of this client wait for the same name already."
                            + " Let fewer wait, or raise lockWaitersMax.",
                    null);
        }
        return turn;
    }

    private Optional<Holding> compete(Turn turn, @Nullable Thread owner, Deadline deadline)
            throws InterruptedException {
        Session through = null;
        boolean won = false;
        try {
            through = session.get();
            Place place = contest.enter(through, deadline);
            won = true;
            return Optional.of(begin(turn, owner, place));
        } catch (NotAppliedException | OutcomeUnknownException e) {
            if (Thread.interrupted()) {
                // It came while a session was being opened, which does not wait for others and only keeps the flag.
                throw new InterruptedException("interrupted before it stood in line");
            }
            if (deadline.isWithin(calls.settings().retryPauseMax())) {
                return Optional.empty();
            }
            throw e;
        } catch (InvalidRequestException e) {
            throw Failures.lostIfSo(e, through);
        } finally {
            if (!won) {
                withdraw(turn, through);
            }
        }
    }

    @Override
    public Optional<Holding> enterNow(@Nullable Thread owner) {
        Turn turn = turns.enter(key);
        if (!turn.takeNow()) {
            turns.leave(key);
            return Optional.empty();
        }
        Session through = null;
        boolean settled = false;
        try {
            through = session.get();
            Optional<Place> place = contest.enterNow(through);
            settled = true;
            if (place.isEmpty()) {
                pass(turn);
            }
            return place.map(it -> begin(turn, owner, it));
        } catch (InvalidRequestException e) {
            throw Failures.lostIfSo(e, through);
        } finally {
            if (!settled) {
                withdraw(turn, through);
            }
        }
    }

    private Holding begin(Turn turn, @Nullable Thread owner, Place place) {
        Holding holding = new Holding(calls, place, owner, new AtTheEnd(turn));
        turn.taken(holding);
        holding.begin();
        return holding;
    }

    /** What the contest may have of the session is removed first, or else the next one would find it and go on with it. */
    private void withdraw(Turn turn, @Nullable Session through) {
        if (through == null || !through.isAlive()) {
            pass(turn);
        } else {
            insist(turn, through, contest.leave(through), () -> contest.leave(through));
        }
    }

    private void insist(
            Turn turn, Session through, CompletableFuture<?> removing, Supplier<CompletableFuture<?>> again) {
        removing.whenComplete((removed, failure) -> {
            if (mayHelp(failure) && through.isAlive() && !calls.isClosed()) {
                calls.later(calls.settings().retryPauseMax(), () -> insist(turn, through, again.get(), again));
            } else {
                pass(turn);
            }
        });
    }

    private static boolean mayHelp(@Nullable Throwable failure) {
        return failure != null
                && switch (Failures.unwrapped(failure)) {
                    case NotAppliedException nothing -> true;
                    case OutcomeUnknownException open -> true;
                    case Throwable other -> false;
                };
    }

    private void pass(Turn turn) {
        turn.pass();
        turns.leave(key);
    }

    /** How a holding from here ends. */
    private final class AtTheEnd implements Holding.Ending {
        private final Turn turn;

        AtTheEnd(Turn turn) {
            this.turn = turn;
        }

        @Override
        public boolean release(Holding holding) {
            Place place = holding.place();
            turn.givenBack();
            PendingCall<?, ?, Boolean> releasing = contest.release(place);
            insist(turn, place.session(), releasing, () -> contest.release(place));
            try {
                return releasing.uninterrupted();
            } catch (MeridianException e) {
                return false;
            }
        }

        @Override
        public void lost(Holding holding) {
            turn.passLost(holding);
        }

        @Override
        public void noticed(Holding holding) {
            turn.noticed(holding);
            turns.leave(key);
        }
    }
}
