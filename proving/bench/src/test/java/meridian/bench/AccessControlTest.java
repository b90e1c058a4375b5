package meridian.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import meridian.base.Address;
import meridian.base.Machine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccessControlTest {
    private static final Duration WINDOW = Duration.ofMillis(100);

    private final FakeStore store = new FakeStore();
    private final List<Address> endpoints = List.of(store.address());

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void with_access_control_every_workload_logs_in_once_and_shows_the_token_at_each_call() {
        EtcdSuite suite = suite(Access.CONTROLLED);
        suite.fill(endpoints);

        for (Workload workload : suite.workloads()) {
            Window window = run(workload);
            assertThat(window.errors()).isEmpty();
            assertThat(window.operations()).isPositive();
        }
        assertThat(store.logins).hasValue(suite.workloads().size());
    }

    @Test
    void who_leads_is_told_to_those_who_log_in() {
        suite(Access.CONTROLLED).fill(endpoints);

        assertThat(suite(Access.CONTROLLED).protocol().leader(endpoints)).isEqualTo(store.address());
        assertThatThrownBy(() -> suite(Access.OPEN).protocol().leader(endpoints))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("user name is empty");
    }

    @Test
    void without_it_nobody_logs_in() {
        EtcdSuite suite = suite(Access.OPEN);
        suite.fill(endpoints);

        assertThat(run(suite.workloads().getFirst()).errors()).isEmpty();
        assertThat(store.logins).hasValue(0);
    }

    @Test
    void a_client_without_a_token_is_seen_as_an_error() {
        suite(Access.CONTROLLED).fill(endpoints);

        assertThat(run(suite(Access.OPEN).workloads().getFirst()).errors().keySet())
                .isEqualTo(Set.of("INVALID_ARGUMENT: user name is empty"));
    }

    private static EtcdSuite suite(Access access) {
        Progress silent = new Progress(new PrintWriter(Writer.nullWriter()));
        return new EtcdSuite(
                new EtcdProtocol(access, Machine.ticker()), new KeySpace(50, 32), access, silent, Machine.ticker());
    }

    private Window run(Workload workload) {
        try (Clients clients = workload.connect(endpoints)) {
            ClosedLoop loop = ClosedLoop.start(clients.operations(), Machine.ticker());
            loop.run(WINDOW);
            loop.close();
            return loop.closeWindow();
        }
    }
}
