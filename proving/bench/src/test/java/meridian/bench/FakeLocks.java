package meridian.bench;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import meridian.base.Address;

/** Locks with a line each, in this process. They can be told to let everybody in, or to refuse. */
final class FakeLocks implements LockLibrary, AutoCloseable {
    final AtomicLong releases = new AtomicLong();
    final AtomicInteger disconnected = new AtomicInteger();
    final AtomicInteger refusals = new AtomicInteger();
    final Set<String> names = ConcurrentHashMap.newKeySet();
    volatile boolean everybodyHolds;

    private final Map<String, Queue<CompletableFuture<Hold>>> lines = new HashMap<>();
    private final ExecutorService answers = Executors.newSingleThreadExecutor();

    @Override
    public LockClients connect(List<Address> endpoints, int clients) {
        return new LockClients() {
            @Override
            public LockClient of(int client) {
                return FakeLocks.this::acquire;
            }

            @Override
            public void close() {
                disconnected.incrementAndGet();
            }
        };
    }

    private synchronized CompletableFuture<Hold> acquire(String name) {
        names.add(name);
        CompletableFuture<Hold> told = new CompletableFuture<>();
        if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            answers.execute(() -> told.completeExceptionally(new IllegalStateException("no leader")));
            return told;
        }
        Queue<CompletableFuture<Hold>> line = lines.computeIfAbsent(name, _ -> new ArrayDeque<>());
        line.add(told);
        if (everybodyHolds || line.size() == 1) {
            tell(name, told);
        }
        return told;
    }

    private void tell(String name, CompletableFuture<Hold> told) {
        answers.execute(() -> told.complete(() -> release(name)));
    }

    private synchronized CompletableFuture<?> release(String name) {
        releases.incrementAndGet();
        Queue<CompletableFuture<Hold>> line = lines.getOrDefault(name, new ArrayDeque<>());
        line.poll();
        if (!everybodyHolds && !line.isEmpty()) {
            tell(name, line.element());
        }
        return CompletableFuture.runAsync(() -> {}, answers);
    }

    @Override
    public void close() {
        answers.shutdownNow();
    }
}
