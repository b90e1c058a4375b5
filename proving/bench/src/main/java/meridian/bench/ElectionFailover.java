package meridian.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import meridian.base.Address;
import meridian.base.Ticker;

/**
 * Kills the node that leads the cluster while one candidate leads an election and another waits, both connected to nodes
 * that stay. The one that leads resigns from then on; the drill ends when the other is told that it leads.
 */
record ElectionFailover(Measure measure, JetcdLibrary elections, Ticker ticker) implements Drill {
    private static final String ELECTION = "bench-failover";
    private static final Duration LINE_WAIT_MAX = Duration.ofSeconds(30);
    private static final Duration RECOVERY_WAIT_MAX = Duration.ofSeconds(60);

    /**
     * How often is asked again, without waiting for the last answer. A request that went to the dead leader is lost and
     * its error comes seconds later; we want to know when the cluster can, not how patient one request is.
     */
    private static final Duration PAUSE = Duration.ofMillis(20);

    @Override
    public Duration run(RunningSystem running, Address leader) {
        List<Address> staying = running.endpoints().stream()
                .filter(endpoint -> !endpoint.equals(leader))
                .toList();
        try (JetcdClients candidates = elections.connect(staying, 2)) {
            CompletableFuture<Hold> leading = candidates.of(0).acquire(ELECTION);
            awaitInLine(candidates, 1);
            CompletableFuture<Hold> waiting = candidates.of(1).acquire(ELECTION);
            awaitInLine(candidates, 2);
            Hold lead = held(leading);
            long begun = ticker.nanos();
            kill(running.processIds().get(running.endpoints().indexOf(leader)));
            return untilTold(lead, candidates.of(1), waiting, begun);
        }
    }

    private void awaitInLine(JetcdClients candidates, long count) {
        long begun = ticker.nanos();
        while (candidates.inLine(ELECTION) < count) {
            if (ticker.since(begun).compareTo(LINE_WAIT_MAX) > 0) {
                throw new BenchFailure("No " + count + " candidates stood for election within "
                        + LINE_WAIT_MAX.toSeconds() + " s: see the logs of the nodes.");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static Hold held(CompletableFuture<Hold> leading) {
        try {
            return leading.get(LINE_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new BenchFailure("The only candidate was not elected: " + Answer.reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("Interrupted during a drill.", e);
        }
    }

    /** Without a chance to say goodbye to anybody. */
    private static void kill(long process) {
        boolean killed =
                ProcessHandle.of(process).map(ProcessHandle::destroyForcibly).orElse(false);
        if (!killed) {
            throw new BenchFailure("The process " + process + " of the leader could not be killed.");
        }
    }

    private Duration untilTold(Hold lead, LockClient candidate, CompletableFuture<Hold> waiting, long begun) {
        CompletableFuture<Long> told = waiting.thenApply(_ -> ticker.nanos());
        String lastProblem = "none";
        while (ticker.since(begun).compareTo(RECOVERY_WAIT_MAX) < 0) {
            lead.release();
            try {
                return Duration.ofNanos(told.get(PAUSE.toMillis(), TimeUnit.MILLISECONDS) - begun);
            } catch (TimeoutException e) {
                // It still waits: ask again.
            } catch (ExecutionException e) {
                lastProblem = Answer.reason(e);
                told = candidate.acquire(ELECTION).thenApply(_ -> ticker.nanos());
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BenchFailure("Interrupted during a drill.", e);
            }
        }
        throw new BenchFailure("Nobody was elected within " + RECOVERY_WAIT_MAX.toSeconds()
                + " s after the leader was killed; the last problem was: " + lastProblem);
    }
}
