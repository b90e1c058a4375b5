package meridian.chaos.load;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import meridian.base.Machine;
import meridian.base.Ticker;
import meridian.chaos.base.Await;
import meridian.client.Bytes;
import meridian.client.LockHold;
import meridian.client.Meridian;
import meridian.client.MeridianException;
import meridian.client.Operation;
import meridian.client.OutcomeUnknownException;
import meridian.client.Session;
import meridian.client.TransactionResult;
import meridian.testkit.LockChecker;
import meridian.testkit.SeededRandomness;

/**
 * As {@link LockUser}, through the Java client. Now and then it loses its session while it holds the lock, and goes on
 * writing as if it knew nothing of that.
 */
public final class ClientLockUser implements Runnable {
    private static final Ticker TICKER = Machine.ticker();
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration TIME_LIMIT = Duration.ofSeconds(3);
    private static final Duration LOCK_PATIENCE_MIN = Duration.ofSeconds(1);
    private static final Duration LOCK_PATIENCE_MAX = Duration.ofSeconds(8);
    private static final Duration WORK_MIN = Duration.ofMillis(5);
    private static final Duration WORK_MAX = Duration.ofMillis(40);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);
    private static final int WRITES_MAX = 4;
    private static final int LOSSES_EVERY = 4;

    private final String name;
    private final LockWorkload.Task task;
    private final Meridian client;
    private final SeededRandomness randomness;
    private int holds;
    private int writes;

    private ClientLockUser(String name, LockWorkload.Task task, Meridian client) {
        this.name = name;
        this.task = task;
        this.client = client;
        this.randomness = task.randomness().fork();
    }

    public static LockWorkload.Crowd all(LockWorkload.Task task, int count) {
        List<Meridian> clients = IntStream.range(0, count)
                .mapToObj(_ -> Meridian.builder(ClientAnswerer.addresses(task.endpoints()))
                        .timeLimit(TIME_LIMIT)
                        .connect())
                .toList();
        List<Runnable> users = IntStream.range(0, count)
                .<Runnable>mapToObj(i -> new ClientLockUser("u" + i, task, clients.get(i)))
                .toList();
        return new LockWorkload.Crowd(users, clients);
    }

    @Override
    public void run() {
        while (!task.over().getAsBoolean()) {
            try (Session session = client.openSession(LEASE)) {
                live(session);
            } catch (MeridianException _) {
                Await.pause(PAUSE_AFTER_FAILURE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void live(Session session) throws InterruptedException {
        Bytes lock = ClientAnswerer.own(task.lock());
        long asked = TICKER.nanos();
        Optional<LockHold> got =
                client.lock(lock, session).tryLock(randomness.between(LOCK_PATIENCE_MIN, LOCK_PATIENCE_MAX));
        long answered = TICKER.nanos();
        if (got.isEmpty()) {
            return;
        }
        try (LockHold hold = got.get()) {
            if (note(hold, asked, answered) && ++holds % LOSSES_EVERY == 2) {
                session.lease().close();
            }
            for (long left = randomness.between(1, WRITES_MAX); left > 0; left--) {
                write(hold);
                Await.pause(randomness.between(WORK_MIN, WORK_MAX));
            }
        }
    }

    /** A transaction that finds the fence says at which revision it was held. */
    private boolean note(LockHold hold, long asked, long answered) {
        TransactionResult seen = client.kv().txn().ifHeld(hold).commit();
        if (seen.succeeded()) {
            task.notes()
                    .add(new LockChecker.Held(
                            name,
                            meridian.base.Bytes.wrap(hold.key().toByteArray()),
                            hold.fence().number(),
                            seen.revision(),
                            asked,
                            answered));
        }
        return seen.succeeded();
    }

    private void write(LockHold hold) {
        meridian.base.Bytes value = meridian.base.Bytes.utf8(hold.fence().number() + " " + name + " " + writes++);
        long asked = TICKER.nanos();
        task.notes().add(new LockChecker.Write(hold.fence().number(), value, ending(hold, value)), asked);
    }

    private LockChecker.Ending ending(LockHold hold, meridian.base.Bytes value) {
        Operation put = Operation.put(ClientAnswerer.own(task.guarded()), ClientAnswerer.own(value));
        try {
            boolean done = client.kv().txn().ifHeld(hold).then(put).commit().succeeded();
            return done ? LockChecker.Ending.DONE : LockChecker.Ending.REFUSED;
        } catch (OutcomeUnknownException _) {
            return LockChecker.Ending.UNKNOWN;
        } catch (MeridianException _) {
            return LockChecker.Ending.REFUSED;
        }
    }
}
