package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import meridian.base.Bytes;
import meridian.testkit.Gen;
import meridian.testkit.Property;
import org.junit.jupiter.api.Test;

class IntervalIndexTest {
    private static final Gen<Bytes> KEYS =
            Gen.elements(List.of("", "a", "a\0", "ab", "b", "ba", "c", "zz")).map(Bytes::utf8);
    private static final Gen<KeyRange> RANGES = KEYS.with(KEYS, KeyRange::new);
    private static final Gen<Step> STEPS = RANGES.with(Gen.elements(List.of(true, true, false)), Step::new);

    private record Step(KeyRange range, boolean add) {}

    @Test
    void it_finds_what_a_search_through_all_ranges_finds() {
        Property.forAll(STEPS.list(), steps -> {
            IntervalIndex<KeyRange> index = new IntervalIndex<>();
            Map<KeyRange, KeyRange> twin = new HashMap<>();
            for (Step step : steps) {
                if (step.add()) {
                    assertThat(index.computeIfAbsent(step.range(), step::range))
                            .isEqualTo(twin.computeIfAbsent(step.range(), range -> range));
                } else {
                    index.remove(step.range());
                    twin.remove(step.range());
                }
                requireSame(index, twin);
            }
        });
    }

    private static void requireSame(IntervalIndex<KeyRange> index, Map<KeyRange, KeyRange> twin) {
        assertThat(index.size()).isEqualTo(twin.size());
        assertThat(index.isEmpty()).isEqualTo(twin.isEmpty());
        List<KeyRange> all = new ArrayList<>();
        index.forEach(all::add);
        assertThat(all).containsExactlyInAnyOrderElementsOf(twin.values());
        for (String key : List.of("", "a", "a\0", "aa", "ab", "b", "bb", "c", "d", "zz", "zzz")) {
            List<KeyRange> found = new ArrayList<>();
            index.forEachContaining(Bytes.utf8(key), found::add);
            assertThat(found)
                    .as("ranges that contain '%s'", key)
                    .containsExactlyInAnyOrderElementsOf(twin.values().stream()
                            .filter(range -> range.contains(Bytes.utf8(key)))
                            .toList());
        }
    }

    @Test
    void ten_thousand_prefixes_in_order_make_a_tree_of_few_levels() {
        IntervalIndex<String> index = new IntervalIndex<>();
        for (int i = 0; i < 10_000; i++) {
            String prefix = String.format("/registry/%05d/", i);
            index.computeIfAbsent(KeyRange.prefix(Bytes.utf8(prefix)), () -> prefix);
        }
        assertThat(index.height()).isLessThan(20);
        List<String> found = new ArrayList<>();
        index.forEachContaining(Bytes.utf8("/registry/07421/pods"), found::add);
        assertThat(found).containsExactly("/registry/07421/");
    }

    @Test
    void removing_keeps_the_tree_balanced() {
        IntervalIndex<Integer> index = new IntervalIndex<>();
        for (int i = 0; i < 4_096; i++) {
            int value = i;
            index.computeIfAbsent(single(i), () -> value);
        }
        for (int i = 0; i < 4_080; i++) {
            index.remove(single(i));
        }
        assertThat(index.size()).isEqualTo(16);
        assertThat(index.height()).isLessThan(7);
    }

    private static KeyRange single(int number) {
        return KeyRange.single(Bytes.utf8(String.format("%05d", number)));
    }
}
