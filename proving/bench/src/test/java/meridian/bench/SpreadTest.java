package meridian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void an_odd_number_of_values_has_the_middle_one_as_its_median() {
        assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).contains(new Spread(2, 1, 3));
    }

    @Test
    void an_even_number_of_values_has_the_mean_of_the_two_in_the_middle() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 10.0))).contains(new Spread(3, 1, 10));
    }

    @Test
    void one_value_is_its_own_spread() {
        assertThat(Spread.of(List.of(5.0))).contains(new Spread(5, 5, 5));
    }

    @Test
    void no_values_have_no_spread() {
        assertThat(Spread.of(List.of())).isEmpty();
    }
}
