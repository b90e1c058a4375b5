package meridian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import meridian.base.Address;
import meridian.base.Machine;
import meridian.bench.KeyValueWorkload.Kind;
import meridian.bench.Measure.Quantity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Measure MEASURE = new Measure("any", Quantity.OPERATIONS_PER_SECOND, new Goal.RatioAtLeast(1));
    private static final KeySpace SPACE = new KeySpace(50, 100);

    private final FakeStore first = new FakeStore();
    private final FakeStore second = new FakeStore();

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    @Test
    void clients_are_spread_over_all_endpoints_and_write_values_of_the_size_asked_for() {
        Window window = run(Kind.PUT, 8, 200, first.address(), second.address());

        assertThat(first.requests.get()).isPositive();
        assertThat(second.requests.get()).isPositive();
        assertThat(first.values.values()).isNotEmpty().allMatch(value -> value.size() == 100);
        assertThat(first.values.keySet()).allMatch(key -> key.toStringUtf8().startsWith("bench/00000000"));
        assertThat(window.errors()).isEmpty();
        assertThat(window.millisAt(99))
                .isGreaterThanOrEqualTo(window.millisAt(50))
                .isPositive();
    }

    @Test
    void a_client_has_at_most_one_request_under_way() {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Operation operation = completion -> {
                most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                calls.incrementAndGet();
                threads.execute(() -> {
                    underWay.decrementAndGet();
                    completion.succeeded();
                });
            };
            try (ClosedLoop loop = ClosedLoop.start(List.of(operation), Machine.ticker())) {
                await(loop, () -> calls.get() > 100);
            }
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void a_refused_request_is_counted_as_an_error_with_its_text_and_not_as_an_operation() {
        first.refusals.set(3);

        Window window = run(Kind.PUT, 1, 5, first.address());

        assertThat(window.errors()).containsExactly(Map.entry("UNAVAILABLE: no leader", 3L));
        assertThat(window.operations()).isEqualTo(first.requests.get() - 3);
    }

    @Test
    void a_get_that_finds_nothing_is_an_error() {
        Window window = run(Kind.SERIALIZABLE_GET, 1, 2, first.address());

        assertThat(window.operations()).isZero();
        assertThat(window.errors()).containsOnlyKeys("a key that was written before is missing or cut short");
    }

    @Test
    void gets_find_what_a_load_has_written() {
        load(first, 50).write();
        long before = first.requests.get();

        Window window = run(Kind.LINEARIZABLE_GET, 4, before + 100, first.address());

        assertThat(window.errors()).isEmpty();
        assertThat(window.operations()).isEqualTo(first.requests.get() - before);
    }

    @Test
    void opening_a_window_forgets_what_was_before() {
        KeyValueWorkload workload = new KeyValueWorkload(MEASURE, Kind.PUT, 2, SPACE, Access.OPEN);
        try (Clients clients = workload.connect(List.of(first.address()))) {
            ClosedLoop loop = ClosedLoop.start(clients.operations(), Machine.ticker());
            await(loop, () -> first.requests.get() > 100);
            loop.close();
            assertThat(loop.closeWindow().operations()).isGreaterThan(100);
            assertThat(loop.closeWindow().operations()).isZero();
        }
    }

    @Test
    void a_load_writes_every_key_once_and_reads_it_back() {
        Load.Outcome written = load(first, 1234).write();

        assertThat(written.errors()).isEmpty();
        assertThat(first.values).hasSize(1234);
        assertThat(first.requests).hasValue(13);
        assertThat(load(first, 1234).verify(500).errors()).isEmpty();
        assertThat(first.requests).hasValue(513);
    }

    @Test
    void a_load_repeats_a_refused_batch_and_says_so() {
        first.refusals.set(2);

        Load.Outcome written = load(first, 300).write();

        assertThat(written.errors()).containsExactly(Map.entry("UNAVAILABLE: no leader", 2L));
        assertThat(first.values).hasSize(300);
    }

    private static Load load(FakeStore store, long keys) {
        Progress silent = new Progress(new PrintWriter(Writer.nullWriter()));
        return new Load(List.of(store.address()), new KeySpace(keys, 100), 4, silent, Machine.ticker());
    }

    /** Keeps the clients busy until the first store has seen so many requests. */
    private Window run(Kind kind, int clients, long requests, Address... endpoints) {
        KeyValueWorkload workload = new KeyValueWorkload(MEASURE, kind, clients, SPACE, Access.OPEN);
        try (Clients connected = workload.connect(Stream.of(endpoints).toList())) {
            ClosedLoop loop = ClosedLoop.start(connected.operations(), Machine.ticker());
            await(loop, () -> first.requests.get() >= requests);
            loop.close();
            return loop.closeWindow();
        }
    }

    private static void await(ClosedLoop loop, BooleanSupplier condition) {
        long begun = Machine.ticker().nanos();
        while (!condition.getAsBoolean()) {
            assertThat(Machine.ticker().since(begun)).isLessThan(DEADLINE);
            loop.run(SHORT);
        }
    }
}
