package meridian.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.base.Timestamp;
import org.junit.jupiter.api.Test;

class TruthTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final Change ONE = new Change(11, Bytes.utf8("a/1"), Bytes.utf8("x"), 1);
    private static final Change OTHER = new Change(12, Bytes.utf8("b/1"), Bytes.utf8("y"), 1);

    private static Truth truth(List<Change> first, List<Change> second, long hash) {
        Map<NodeId, List<Change>> histories = new LinkedHashMap<>();
        histories.put(N1, first);
        histories.put(N2, second);
        return new Truth(10, 20, histories, Map.of(N1, 7L, N2, hash));
    }

    @Test
    void nodes_that_tell_the_same_and_are_in_the_same_state_agree() {
        assertThat(truth(List.of(ONE), List.of(ONE), 7).agreement().isGood()).isTrue();
    }

    @Test
    void nodes_with_other_states_are_found() {
        assertThat(truth(List.of(ONE), List.of(ONE), 8).agreement().problem()).contains("the hashes differ");
    }

    @Test
    void nodes_with_other_histories_are_found_with_the_first_difference() {
        assertThat(truth(List.of(ONE, OTHER), List.of(ONE), 7).agreement().problem())
                .isEqualTo("n1 and n2 tell different histories, from " + OTHER + " / nothing on");
    }

    @Test
    void a_revision_of_another_time_of_day_is_found() {
        Instant noon = Instant.parse("2026-01-01T12:00:00Z");
        assertThat(of(noon).timeliness(noon.plusSeconds(30)).isGood()).isTrue();
        assertThat(of(noon).timeliness(noon.minusSeconds(3)).isGood()).isTrue();
        assertThat(of(noon).timeliness(noon.minusSeconds(3_600)).problem())
                .isEqualTo("the newest revision is of 2026-01-01T12:00:00Z, and it is 2026-01-01T11:00:00Z");
        assertThat(of(noon).timeliness(noon.plusSeconds(3_600)).isGood()).isFalse();
    }

    private static Truth of(Instant newest) {
        long end = Timestamp.of(newest.toEpochMilli(), 3).bits();
        return new Truth(10, end, Map.of(N1, List.of()), Map.of(N1, 7L));
    }

    @Test
    void a_workload_gets_the_changes_of_its_own_keys() {
        Truth truth = truth(List.of(ONE, OTHER), List.of(ONE, OTHER), 7);
        assertThat(truth.of(Bytes.utf8("b/"))).containsExactly(OTHER);
    }
}
