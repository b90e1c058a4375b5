package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import meridian.testkit.Property;
import meridian.testkit.SeededRandomness;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static final long TRUTH = 1_000_000;

    @Test
    void what_a_majority_says_holds_the_truth_whatever_the_others_say() {
        Property.forAll(1_000, SelectionTest::spans, spans -> {
            Span agreed = Selection.agreed(spans, 1).orElseThrow();
            assertThat(agreed.contains(TRUTH)).isTrue();
        });
    }

    @Test
    void it_is_no_wider_than_what_the_honest_say() {
        List<Span> spans = List.of(span(0, 100), span(50, 150), span(90, 500), span(5_000, 6_000));
        assertThat(Selection.agreed(spans, 1)).contains(span(90, 100));
    }

    @Test
    void without_a_majority_nobody_is_believed() {
        assertThat(Selection.agreed(List.of(span(0, 10), span(20, 30)), 1)).isEmpty();
        assertThat(Selection.agreed(List.of(span(0, 10), span(0, 10), span(20, 30), span(20, 30)), 1))
                .isEmpty();
        assertThat(Selection.agreed(List.of(), 1)).isEmpty();
    }

    @Test
    void fewer_than_asked_for_are_too_few() {
        assertThat(Selection.agreed(List.of(span(0, 10)), 1)).contains(span(0, 10));
        assertThat(Selection.agreed(List.of(span(0, 10)), 2)).isEmpty();
        assertThat(Selection.agreed(List.of(span(0, 10), span(5, 20)), 2)).contains(span(5, 10));
    }

    @Test
    void spans_that_only_touch_agree() {
        assertThat(Selection.agreed(List.of(span(0, 10), span(10, 20)), 1)).contains(span(10, 10));
    }

    private static List<Span> spans(SeededRandomness randomness, int size) {
        int honest = 1 + randomness.nextInt(5);
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < honest; i++) {
            spans.add(span(TRUTH - randomness.between(0, 1_000), TRUTH + randomness.between(0, 1_000)));
        }
        for (int i = randomness.nextInt(honest); i > 0; i--) {
            long from = TRUTH + randomness.between(-3_000, 3_000);
            spans.add(span(from, from + randomness.between(0, 1_000)));
        }
        Collections.shuffle(spans, new Random(randomness.nextLong()));
        return spans;
    }

    private static Span span(long earliest, long latest) {
        return new Span(0, earliest, latest);
    }
}
