package meridian.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The examples of {@code docs/guides/java-client.md}: what stands between two {@code [name]} marks is in the guide, word
 * for word, which {@link GuideTest} checks.
 */
class GuideExamplesTest extends WithServedStore {

    @Test
    void hello() {
        String addresses = served.addresses();
        // [hello]
        try (Meridian client = Meridian.connect(addresses)) { // "127.0.0.1:2379,127.0.0.1:2389,127.0.0.1:2399"
            client.kv().put("hello", "world");
            String world = client.kv().get("hello").orElseThrow().value().utf8();
            System.out.println(world);
        }
        // [hello]
        assertThat(client.kv().get("hello").map(it -> it.value().utf8())).contains("world");
    }

    @Test
    void outcomes() {
        // [outcomes]
        try {
            client.kv().put("order/17", "paid");
        } catch (NotAppliedException e) {
            // Certainly not written: tell the user to try again later.
        } catch (OutcomeUnknownException e) {
            // Written or not: read it before you decide.
            System.out.println("paid: " + client.kv().get("order/17").isPresent());
        }
        // [outcomes]
        assertThat(client.kv().get("order/17")).isPresent();
    }

    @Test
    void transactions() {
        // [transaction]
        TransactionResult result = client.kv()
                .txn()
                .ifAbsent("seat/12a")
                .then(Operation.put("seat/12a", "ann"))
                .orElse(Operation.get("seat/12a"))
                .commit();
        // [transaction]
        assertThat(result.succeeded()).isTrue();
        client.kv().put("stock", "5");
        // [optimistic]
        KeyValue stock = client.kv().get("stock").orElseThrow();
        String less = String.valueOf(Integer.parseInt(stock.value().utf8()) - 1);
        boolean sold = client.kv()
                .txn()
                .ifUnchanged(stock)
                .then(Operation.put("stock", less))
                .commit()
                .succeeded();
        // [optimistic]
        assertThat(sold).isTrue();
    }

    @Test
    void ranges() {
        client.kv().put("seat/12a", "ann");
        // [range]
        Listing seats = client.kv().list(KeyRange.prefix("seat/"));
        for (KeyValue seat : seats.entries()) {
            System.out.println(seat.key() + " is taken by " + seat.value());
        }
        // [range]
        assertThat(seats.entries()).hasSize(1);
    }

    @Test
    void watches() throws Exception {
        client.kv().put("seat/12a", "ann");
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        Thread follower = Thread.ofVirtual().start(() -> {
            try {
                follow(seen);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Await.until("the list was read", () -> seen.contains("seat/12a=ann"));
        client.kv().put("seat/12b", "bob");
        client.kv().delete("seat/12a");
        Await.until("the changes were told", () -> seen.contains("seat/12a is free"));
        follower.interrupt();
        follower.join();
        assertThat(seen).containsExactly("seat/12a=ann", "seat/12b=bob", "seat/12a is free");
    }

    private void follow(Queue<String> seen) throws InterruptedException {
        // [watch]
        Listing now = client.kv().list(KeyRange.prefix("seat/"));
        now.entries().forEach(seat -> seen.add(seat.key() + "=" + seat.value()));
        try (Watch watch = client.watchFrom(KeyRange.prefix("seat/"), now.revision() + 1)) {
            while (true) {
                switch (watch.next()) {
                    case WatchSignal.Changes changes -> changes.changes().forEach(change -> seen.add(words(change)));
                    case WatchSignal.Compacted tooOld -> {
                        return; // what was missed is forgotten: list again
                    }
                }
            }
        }
        // [watch]
    }

    private static String words(Change change) {
        return switch (change) {
            case Change.Put(KeyValue seat) -> seat.key() + "=" + seat.value();
            case Change.Delete(Bytes key, long _) -> key + " is free";
        };
    }

    @Test
    void locks() throws Exception {
        // [lock]
        try (LockHold hold = client.lock("nightly").lock()) {
            hold.onLost(reason -> System.out.println("stop working: " + reason.getMessage()));
            TransactionResult report = client.kv()
                    .txn()
                    .ifHeld(hold)
                    .then(Operation.put("report", "done"))
                    .commit();
            System.out.println("still held: " + report.succeeded());
        }
        // [lock]
        assertThat(client.kv().get("report")).isPresent();
        // [try]
        Optional<LockHold> hold = client.lock("nightly").tryLock(Duration.ofSeconds(3));
        hold.ifPresent(LockHold::close);
        // [try]
        assertThat(hold).isPresent();
    }

    @Test
    void read_write_locks() throws Exception {
        // [read-write]
        FencedReadWriteLock catalogue = client.readWriteLock("catalogue");
        try (LockHold reading = catalogue.readLock().lock()) {
            System.out.println("others may read too, with other fences than " + reading.fence());
        }
        try (LockHold writing = catalogue.writeLock().lock()) {
            System.out.println("nobody else reads or writes, fence " + writing.fence());
        }
        // [read-write]
        assertThat(catalogue.name()).isEqualTo(Bytes.utf8("catalogue"));
    }

    @Test
    void elections() throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        // [election]
        Election scheduler = client.election("scheduler");
        Observation observation =
                scheduler.observe(leader -> heard.add(leader.value().utf8()));
        try (Leadership leadership = scheduler.campaign("10.0.0.4:8080")) {
            leadership.onLost(reason -> System.out.println("stop leading: " + reason.getMessage()));
            leadership.proclaim("10.0.0.4:9090");
        }
        observation.close();
        // [election]
        assertThat(scheduler.leader()).isEmpty();
    }

    @Test
    void sessions() throws Exception {
        // [session]
        try (Session session = client.openSession(Duration.ofSeconds(5))) {
            client.kv().put(Bytes.utf8("services/web/a"), Bytes.utf8("10.0.0.4:80"), session.lease());
            session.onLost(reason -> System.out.println("not registered any more: " + reason.getMessage()));
            try (LockHold hold = client.lock(Bytes.utf8("leader"), session).lock()) {
                System.out.println(hold + " ends with the session");
            }
        }
        // [session]
        assertThat(client.kv().get("services/web/a")).isEmpty();
    }

    @Test
    void semaphores_latches_and_barriers() throws Exception {
        // [semaphore]
        SharedSemaphore uploads = client.semaphore("uploads");
        uploads.setPermitsIfAbsent(4);
        try (PermitHold hold = uploads.acquire(1)) {
            System.out.println("one of four: " + hold);
        }
        // [semaphore]
        // [latch]
        SharedLatch migrated = client.latch("migrated");
        migrated.trySetCount(2);
        migrated.countDown();
        migrated.countDown();
        migrated.await();
        // [latch]
        CompletableFuture<Integer> other = client.barrier("start", 2).awaitAsync();
        // [barrier]
        int arrival = client.barrier("start", 2).await();
        // [barrier]
        assertThat(arrival + other.get(60, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void shared_values() {
        Bytes old = Bytes.utf8("blue");
        // [values]
        long ticket = client.atomicLong("tickets").incrementAndGet();
        SharedReference colour = client.atomicReference("colour");
        colour.setIfAbsent(old);
        boolean changed = colour.compareAndSet(old, Bytes.utf8("green"));
        // [values]
        assertThat(ticket).isEqualTo(1);
        assertThat(changed).isTrue();
    }

    @Test
    void futures() throws Exception {
        // [async]
        CompletableFuture<Optional<KeyValue>> read = client.kv()
                .putAsync("a", "1")
                .thenCompose(revision -> client.kv().getAsync("a"));
        CompletableFuture<LockHold> lock = client.lock("nightly").lockAsync();
        // [async]
        assertThat(read.get(60, TimeUnit.SECONDS)).isPresent();
        lock.get(60, TimeUnit.SECONDS).close();
    }

    @Test
    void settings() {
        String addresses = served.addresses();
        Path authority = Path.of("authority.crt");
        // [builder]
        MeridianBuilder builder = Meridian.builder(addresses)
                .trust(authority)
                .login("ann", "her password")
                .name("billing")
                .timeLimit(Duration.ofSeconds(5))
                .sessionTimeToLive(Duration.ofSeconds(15));
        // [builder]
        assertThat(builder.settings().timeLimit()).isEqualTo(Duration.ofSeconds(5));
    }
}
