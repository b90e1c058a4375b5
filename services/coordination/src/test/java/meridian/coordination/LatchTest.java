package meridian.coordination;

import static meridian.coordination.CoordinationFixture.await;
import static meridian.coordination.CoordinationFixture.bytes;
import static meridian.coordination.CoordinationFixture.done;
import static meridian.coordination.CoordinationFixture.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import meridian.base.Machine;
import meridian.base.Outcome;
import meridian.store.Reply;
import meridian.store.StoreError;
import meridian.store.WatchQuery;
import meridian.store.Watcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatchTest {
    private static final int MANY = 200;

    @TempDir
    Path folder;

    private final AtomicInteger watches = new AtomicInteger();
    private CoordinationFixture fixture;
    private Latch latch;

    @BeforeEach
    void open() {
        fixture = new CoordinationFixture(
                folder,
                store -> new RelayedStore(store) {
                    @Override
                    public Watcher watch(WatchQuery query, Watcher.Listener listener) {
                        watches.incrementAndGet();
                        return super.watch(query, listener);
                    }
                },
                CoordinationConfig.DEFAULT);
        latch = fixture.coordination().latch(bytes("ready"));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private int count() {
        return done(await(latch.get()));
    }

    private static boolean opened(Claim<Reply<Boolean>> claim) {
        return done(ended(claim));
    }

    @Test
    void it_is_set_only_while_it_stands_at_0() {
        assertThat(count()).isZero();
        assertThat(done(await(latch.set(2)))).isTrue();
        assertThat(done(await(latch.set(5)))).isFalse();
        assertThat(count()).isEqualTo(2);
        assertThat(done(await(latch.countDown()))).isEqualTo(1);
        assertThat(done(await(latch.countDown()))).isZero();
        assertThat(done(await(latch.countDown()))).isZero();
        assertThat(fixture.keys("ready/")).isEmpty();
        assertThat(done(await(latch.set(5)))).isTrue();
        assertThat(count()).isEqualTo(5);
    }

    @Test
    void whoever_waits_goes_on_when_it_is_0_and_not_before() {
        done(await(latch.set(2)));
        Claim<Reply<Boolean>> waiting = latch.await();
        done(await(latch.countDown()));
        assertThat(waiting.outcome()).isNotDone();
        done(await(latch.countDown()));
        assertThat(opened(waiting)).isTrue();
    }

    @Test
    void at_0_nobody_waits() {
        assertThat(opened(latch.await())).isTrue();
        assertThat(opened(latch.await(Duration.ZERO))).isTrue();
    }

    @Test
    void patience_ends() {
        done(await(latch.set(1)));
        assertThat(opened(latch.await(Duration.ofMillis(30)))).isFalse();
        Claim<Reply<Boolean>> cancelled = latch.await();
        cancelled.cancel();
        assertThat(opened(cancelled)).isFalse();
    }

    @Test
    void many_count_down_together_and_none_is_lost_or_counted_twice() {
        done(await(latch.set(MANY)));
        Claim<Reply<Boolean>> waiting = latch.await();
        List<CompletableFuture<Outcome<Reply<Integer>>>> counts = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            counts.add(latch.countDown());
        }
        assertThat(counts.stream().map(count -> done(await(count))))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, MANY).boxed().toList());
        assertThat(opened(waiting)).isTrue();
    }

    @Test
    void all_who_wait_on_a_node_share_one_watch() {
        done(await(latch.set(1)));
        List<Claim<Reply<Boolean>>> waiting =
                Stream.generate(latch::await).limit(MANY).toList();
        Await.until("the count is followed", () -> watches.get() > 0);
        done(await(latch.countDown()));
        assertThat(waiting).allMatch(LatchTest::opened);
        assertThat(watches).hasValue(1);
    }

    @Test
    void whoever_waits_for_the_next_count_is_not_let_through_by_the_last_one() {
        done(await(latch.set(1)));
        Claim<Reply<Boolean>> first = latch.await();
        Claim<Reply<Boolean>> stays = latch.await(Duration.ofHours(1));
        done(await(latch.countDown()));
        assertThat(opened(first)).isTrue();
        assertThat(opened(stays)).isTrue();
        for (int round = 0; round < 50; round++) {
            done(await(latch.set(1)));
            Claim<Reply<Boolean>> next = latch.await();
            assertThat(count()).isEqualTo(1);
            assertThat(next.outcome()).isNotDone();
            done(await(latch.countDown()));
            assertThat(opened(next)).isTrue();
        }
    }

    @Test
    void more_who_wait_than_the_limit_are_refused_by_its_name() {
        CoordinationConfig one = new CoordinationConfig(1, 1 << 20, 1, 1, Duration.ofMillis(10), Duration.ZERO);
        done(await(latch.set(1)));
        try (Coordination narrow = Coordination.open(fixture.store(), one, Machine.randomness())) {
            Latch narrowLatch = narrow.latch(bytes("ready"));
            Claim<Reply<Boolean>> waiting = narrowLatch.await();
            assertThat(ended(narrowLatch.await()))
                    .isEqualTo(new Reply.Refused<>(new StoreError.TooManyRequests(one.waiters())));
            assertThat(waiting.outcome()).isNotDone();
        }
    }

    @Test
    void who_waits_on_a_node_that_stops_hears_so() {
        done(await(latch.set(1)));
        Claim<Reply<Boolean>> waiting = latch.await();
        fixture.coordination().close();
        assertThat(await(waiting.outcome())).isInstanceOf(Outcome.NotApplied.class);
    }

    @Test
    void less_than_one_makes_no_sense() {
        assertThatThrownBy(() -> latch.set(0)).hasMessageContaining("count 0");
    }
}
