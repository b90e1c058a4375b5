package meridian.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import meridian.base.Address;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;

/**
 * A session and a thread for each client. Curator's mutex blocks and belongs to the thread that took it, so each client
 * does all that it does on its own one.
 */
final class CuratorClients implements LockClients {
    private static final Duration SESSION_WAIT_MAX = Duration.ofSeconds(10);
    private static final Duration LOCK_WAIT_MAX = Duration.ofSeconds(30);

    private final List<Session> sessions = new ArrayList<>();

    CuratorClients(List<Address> endpoints, int count) {
        try {
            for (int i = 0; i < count; i++) {
                Address endpoint = endpoints.get(i % endpoints.size());
                sessions.add(new Session(CuratorLibrary.open(endpoint, SESSION_WAIT_MAX), thread(i)));
            }
        } catch (BenchFailure e) {
            close();
            throw e;
        }
    }

    private static ExecutorService thread(int client) {
        return Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("bench-curator-" + client).factory());
    }

    @Override
    public LockClient of(int client) {
        return sessions.get(client);
    }

    @Override
    public void close() {
        sessions.forEach(Session::close);
    }

    private record Session(CuratorFramework client, ExecutorService thread) implements LockClient {
        @Override
        public CompletableFuture<Hold> acquire(String name) {
            InterProcessMutex mutex = new InterProcessMutex(client, "/" + name);
            return onThread(() -> {
                if (!mutex.acquire(LOCK_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new BenchFailure("not held within " + LOCK_WAIT_MAX.toSeconds() + " s");
                }
                return () -> release(mutex);
            });
        }

        private CompletableFuture<?> release(InterProcessMutex mutex) {
            return onThread(() -> {
                mutex.release();
                return mutex;
            });
        }

        private <T> CompletableFuture<T> onThread(Callable<T> step) {
            return CompletableFuture.supplyAsync(() -> outcome(step), thread);
        }

        /** Curator's methods declare that they throw anything. */
        private static <T> T outcome(Callable<T> step) {
            try {
                return step.call();
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        }

        private void close() {
            thread.shutdownNow();
            client.close();
        }
    }
}
