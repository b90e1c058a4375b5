package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.testkit.Property;
import meridian.testkit.SeededRandomness;
import org.junit.jupiter.api.Test;

final class RecentRowsTest {
    private static final int BYTES = 64 << 10;

    @Test
    void knowsTheNewestRowOrNothing() {
        Property.forAll(50, (random, size) -> random.nextLong(), seed -> {
            SeededRandomness random = new SeededRandomness(seed);
            Map<Bytes, byte[]> truth = new HashMap<>();
            try (RecentRows rows = new RecentRows(BYTES)) {
                int keys = 1 + random.nextInt(3000);
                for (int step = 0; step < 20_000; step++) {
                    Bytes key = key(random.nextInt(keys));
                    if (random.nextInt(10) == 0) {
                        truth.remove(key);
                        rows.remove(key);
                    } else if (random.nextInt(2) == 0) {
                        byte[] row = row(random);
                        truth.put(key, row);
                        rows.put(key, row);
                    }
                    Optional<byte[]> known = rows.get(key);
                    assertThat(known.isEmpty() || Arrays.equals(known.get(), truth.get(key)))
                            .isTrue();
                }
            }
        });
    }

    @Test
    void whatIsUsedStaysWhileOthersComeAndGo() {
        try (RecentRows rows = new RecentRows(BYTES)) {
            Bytes used = Bytes.utf8("used");
            rows.put(used, new byte[] {1});
            for (int i = 0; i < 100_000; i++) {
                rows.put(key(i), new byte[20]);
                if (i % 100 == 0 && rows.get(used).isEmpty()) {
                    // Its bucket was full of newer ones.
                    rows.put(used, new byte[] {1});
                }
            }
            assertThat(rows.get(used)).hasValue(new byte[] {1});
            assertThat(rows.get(key(0))).isEmpty();
        }
    }

    @Test
    void mostOfWhatFitsIsThere() {
        try (RecentRows rows = new RecentRows(BYTES)) {
            int fitting = 1000;
            for (int i = 0; i < fitting; i++) {
                rows.put(key(i), new byte[20]);
            }
            long known = 0;
            for (int i = 0; i < fitting; i++) {
                known += rows.get(key(i)).isPresent() ? 1 : 0;
            }
            assertThat(known).isGreaterThan(fitting * 9L / 10);
        }
    }

    @Test
    void anEmptyMemoryKnowsNothingNotEvenTheEmptyKey() {
        try (RecentRows rows = new RecentRows(BYTES)) {
            assertThat(rows.get(Bytes.EMPTY)).isEmpty();
            rows.put(Bytes.EMPTY, new byte[0]);
            assertThat(rows.get(Bytes.EMPTY)).isPresent();
        }
    }

    @Test
    void aRowTooLargeToKeepIsForgotten() {
        try (RecentRows rows = new RecentRows(BYTES)) {
            Bytes key = Bytes.utf8("key");
            rows.put(key, new byte[] {1});
            rows.put(key, new byte[BYTES]);
            assertThat(rows.get(key)).isEmpty();
        }
    }

    private static Bytes key(int number) {
        return Bytes.utf8("key" + "-".repeat(number % 17) + number);
    }

    private static byte[] row(SeededRandomness random) {
        byte[] row = new byte[random.nextInt(40)];
        Arrays.fill(row, (byte) random.nextInt(256));
        return row;
    }
}
