package meridian.raft;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.base.Outcome;
import meridian.base.Outcome.Refusal;
import meridian.base.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Makes one batch of all commands that wait at a moment. It clocks itself: while a batch is under way the next one
 * fills, so batches grow with the load and a lone command never waits. A second batch leaves before the first has its
 * outcome only when it is worth an entry of its own.
 *
 * <p>When a batch of some size comes home, the next one lingers: whoever was answered usually sends its next command at
 * once, and one entry for all of them costs a fraction of two. It leaves when as many wait as were here a moment ago,
 * and at the latest after half the time that the batch before it took.
 */
final class Coalescer {
    /** So many waiting commands are worth an entry of their own. */
    private static final int WORTHWHILE_COMMANDS = 128;

    /** The next batch waits for the commands behind this many answers; fewer are not worth a timer. */
    private static final int LINGER_COMMANDS_MIN = 4;

    private final RaftConfig.Limits limits;
    private final long lingerNanosMax;
    private final Ticker ticker;
    private final Timer timer;
    private final Sender sender;

    /** Guards the fields below. Never held while a batch is sent or a future completed. */
    private final Object lock = new Object();

    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private long queuedBytes;
    private int inFlight;
    private boolean closed;

    /** So many commands end the lingering; none when the next batch does not linger. */
    private int lingerFor;

    private long lingers;

    Coalescer(RaftConfig.Limits limits, Duration lingerMax, Ticker ticker, Timer timer, Sender sender) {
        this.limits = limits;
        this.lingerNanosMax = lingerMax.toNanos();
        this.ticker = ticker;
        this.timer = timer;
        this.sender = sender;
    }

    CompletableFuture<Outcome<Replicator.Applied>> add(Waiting waiting) {
        Outcome<Replicator.Applied> refused;
        synchronized (lock) {
            refused = enqueue(waiting);
        }
        if (refused == null) {
            drain();
        } else {
            waiting.outcome().complete(refused);
        }
        return waiting.outcome();
    }

    void addAll(List<Waiting> batch) {
        List<Outcome<Replicator.Applied>> refused = new ArrayList<>(batch.size());
        synchronized (lock) {
            batch.forEach(waiting -> refused.add(enqueue(waiting)));
        }
        for (int i = 0; i < batch.size(); i++) {
            if (refused.get(i) != null) {
                batch.get(i).outcome().complete(refused.get(i));
            }
        }
        drain();
    }

    private @Nullable Outcome<Replicator.Applied> enqueue(Waiting waiting) {
        int bytes = waiting.bytes();
        if (closed) {
            return Outcome.notApplied(Refusal.STOPPED, "this node is stopping");
        } else if (!limits.entryBytes().allows(bytes)) {
            return Outcome.notApplied(Refusal.TOO_LARGE, limits.entryBytes().exceeded(bytes));
        } else if (!limits.commandsWaiting().allows(queue.size() + 1)) {
            return Outcome.notApplied(
                    Refusal.OVERLOADED, limits.commandsWaiting().exceeded(queue.size() + 1));
        } else if (!limits.bytesWaiting().allows(queuedBytes + bytes)) {
            return Outcome.notApplied(Refusal.OVERLOADED, limits.bytesWaiting().exceeded(queuedBytes + bytes));
        }
        queue.add(waiting);
        queuedBytes += bytes;
        return null;
    }

    private void drain() {
        for (List<Waiting> batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
            int size = batch.size();
            long sent = ticker.nanos();
            sender.send(batch).whenComplete((ignored, failure) -> home(size, ticker.nanos() - sent));
        }
    }

    private void home(int size, long nanos) {
        synchronized (lock) {
            inFlight--;
            if (inFlight == 0 && size >= LINGER_COMMANDS_MIN) {
                linger(size, Math.min(nanos / 2, lingerNanosMax));
            }
        }
        drain();
    }

    private void linger(int answered, long nanos) {
        if (nanos > 0) {
            lingerFor = answered + queue.size();
            long linger = ++lingers;
            timer.after(nanos, () -> endLinger(linger));
        }
    }

    private void endLinger(long linger) {
        synchronized (lock) {
            if (linger == lingers) {
                lingerFor = 0;
            }
        }
        drain();
    }

    private List<Waiting> nextBatch() {
        synchronized (lock) {
            boolean due = (inFlight == 0 && queue.size() >= lingerFor) || queue.size() >= WORTHWHILE_COMMANDS;
            if (queue.isEmpty() || !due || !limits.entriesInFlight().allows(inFlight + 1)) {
                return List.of();
            }
            inFlight++;
            lingerFor = 0;
            return takeBatch();
        }
    }

    private List<Waiting> takeBatch() {
        List<Waiting> batch = new ArrayList<>();
        long bytes = 0;
        for (Waiting next = queue.peek(); next != null; next = queue.peek()) {
            bytes += next.bytes();
            if (!batch.isEmpty()
                    && (!limits.entryCommands().allows(batch.size() + 1)
                            || !limits.entryBytes().allows(bytes))) {
                break;
            }
            batch.add(queue.remove());
            queuedBytes -= next.bytes();
        }
        return batch;
    }

    int waiting() {
        synchronized (lock) {
            return queue.size();
        }
    }

    /** Refuses what waits and what comes. What is under way gets its outcome from whoever has it. */
    void close() {
        List<Waiting> left;
        synchronized (lock) {
            closed = true;
            left = List.copyOf(queue);
            queue.clear();
        }
        left.forEach(
                waiting -> waiting.outcome().complete(Outcome.notApplied(Refusal.STOPPED, "this node is stopping")));
    }

    /** Runs something later, on another thread. */
    @FunctionalInterface
    interface Timer {
        void after(long nanos, Runnable work);
    }

    /** Brings a batch on its way. The future completes when every command in it has its outcome. */
    @FunctionalInterface
    interface Sender {
        CompletableFuture<?> send(List<Waiting> batch);
    }
}
