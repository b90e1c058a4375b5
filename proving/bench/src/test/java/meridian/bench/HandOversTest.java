package meridian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HandOversTest {
    private final AtomicLong now = new AtomicLong(1_000);
    private final HandOvers handOvers = new HandOvers(now::get);

    @Test
    void a_hand_over_lasts_from_the_start_of_letting_go_until_the_next_is_told() {
        handOvers.told();
        now.addAndGet(50);
        handOvers.lettingGo();
        now.addAndGet(7);

        assertThat(handOvers.told()).hasValue(7);
    }

    @Test
    void the_first_holder_counts_from_the_beginning() {
        now.addAndGet(30);

        assertThat(handOvers.told()).hasValue(30);
    }

    @Test
    void whoever_is_told_while_another_holds_is_no_hand_over() {
        handOvers.told();

        assertThat(handOvers.told()).isEmpty();

        handOvers.lettingGo();
        handOvers.lettingGo();
        assertThat(handOvers.told()).isPresent();
    }
}
