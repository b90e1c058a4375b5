package meridian.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import meridian.base.Address;
import org.junit.jupiter.api.Test;

class MeridianSystemTest {
    private static final String STATUS = """
            {"nodes": [{"id": "n1", "pid": 11, "client": "127.0.0.1:2379"},
                       {"id": "n2", "pid": 12, "client": "127.0.0.1:2389"}]}""";

    @Test
    void processes_come_in_the_order_of_the_endpoints() {
        List<Address> endpoints = List.of(new Address("127.0.0.1", 2389), new Address("127.0.0.1", 2379));

        assertThat(MeridianSystem.processIds(STATUS, endpoints)).containsExactly(12L, 11L);
    }

    @Test
    void a_node_that_status_does_not_know_is_named() {
        List<Address> endpoints = List.of(new Address("127.0.0.1", 2399));

        assertThatThrownBy(() -> MeridianSystem.processIds(STATUS, endpoints))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("127.0.0.1:2399");
    }
}
