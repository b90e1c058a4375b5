package meridian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PropertyTest {
    private static final Gen<List<Long>> LISTS = Gen.longs(0, 9).list();

    @Test
    void what_holds_passes() {
        Property.forAll(LISTS, list -> assertThat(list).allMatch(it -> it <= 9));
    }

    @Test
    void values_grow_from_nothing() {
        List<Integer> sizes = new ArrayList<>();
        Property.forAll(400, LISTS, list -> sizes.add(list.size()));
        assertThat(sizes).hasSize(400).anyMatch(it -> it >= 30);
        assertThat(sizes.subList(0, 5)).containsOnly(0);
    }

    @Test
    void what_fails_is_made_small_and_can_be_replayed() {
        assertThatThrownBy(() -> Property.forAll(LISTS, list -> assertThat(list).doesNotContain(7L)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("fails for [7]; to replay: -Dmeridian.seed=")
                .hasMessageContaining("-Dmeridian.size=1");
    }

    @Test
    void a_replayed_case_is_the_same_value() {
        Gen<List<Long>> gen = Gen.longs().list();
        assertThat(gen.make(new SeededRandomness(5), 20)).isEqualTo(gen.make(new SeededRandomness(5), 20));
    }

    @Test
    void a_failing_seed_is_named() {
        assertThatThrownBy(() ->
                        Seeds.forEach(List.of(1L, 2L), seed -> assertThat(seed).isNotEqualTo(2)))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("seed 2 fails; to replay: -Dmeridian.seed=2");
    }
}
