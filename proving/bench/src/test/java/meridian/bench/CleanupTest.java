package meridian.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CleanupTest {
    private final Cleanup cleanup = new Cleanup();
    private final List<String> undone = new ArrayList<>();

    @Test
    void the_newest_is_undone_first() {
        cleanup.later(() -> undone.add("folder"));
        cleanup.later(() -> undone.add("nodes"));

        cleanup.close();

        assertThat(undone).containsExactly("nodes", "folder");
    }

    @Test
    void each_step_is_undone_once() {
        Cleanup.Step step = cleanup.later(() -> undone.add("nodes"));
        step.close();
        step.close();
        cleanup.close();

        assertThat(undone).containsExactly("nodes");
    }

    @Test
    void what_is_begun_after_the_end_is_undone_at_once_and_refused() {
        cleanup.close();

        assertThatThrownBy(() -> cleanup.later(() -> undone.add("nodes"))).isInstanceOf(BenchFailure.class);
        assertThat(undone).containsExactly("nodes");
    }

    @Test
    void a_step_that_fails_does_not_keep_the_others_from_being_undone() {
        cleanup.later(() -> undone.add("folder"));
        cleanup.later(() -> {
            throw new IllegalStateException("stuck");
        });

        assertThatThrownBy(cleanup::close).isInstanceOf(BenchFailure.class).hasMessageContaining("stuck");
        assertThat(undone).containsExactly("folder");
    }
}
