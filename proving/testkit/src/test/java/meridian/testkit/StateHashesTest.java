package meridian.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import meridian.base.NodeId;
import meridian.raft.Position;
import org.junit.jupiter.api.Test;

class StateHashesTest {
    private static final NodeId ONE = new NodeId("n1");
    private static final NodeId TWO = new NodeId("n2");

    private final StateHashes hashes = new StateHashes();

    @Test
    void replicas_with_the_same_states_are_right_however_far_one_is_behind() {
        hashes.applied(ONE, new Position(1, 1_000), () -> "a");
        hashes.applied(ONE, new Position(1, 2_000), () -> "b");
        hashes.applied(TWO, new Position(1, 1_000), () -> "a");
        hashes.applied(TWO, new Position(2, 2_000), () -> "b");
        hashes.applied(ONE, new Position(1, 1_000), () -> "a");
    }

    @Test
    void another_state_is_found_at_the_next_thousand() {
        hashes.applied(ONE, new Position(1, 2_000), () -> "a");
        assertThatThrownBy(() -> hashes.applied(TWO, new Position(1, 2_000), () -> "b"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("n2 has b and n1 has a");
    }

    @Test
    void nothing_is_hashed_in_between() {
        hashes.applied(ONE, new Position(1, 999), () -> {
            throw new IllegalStateException("hashed");
        });
    }
}
