package meridian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import meridian.base.Address;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void no_two_ports_are_the_same() {
        assertThat(FreePorts.find(20)).doesNotHaveDuplicates().allMatch(Address::isLoopback);
    }

    @Test
    void a_pattern_keeps_its_distances() {
        List<Address> found = FreePorts.findPattern(List.of(0, 1, 10));

        assertThat(found.get(1).port() - found.get(0).port()).isEqualTo(1);
        assertThat(found.get(2).port() - found.get(0).port()).isEqualTo(10);
    }
}
