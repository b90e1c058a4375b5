package meridian.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import meridian.base.Invariant;
import meridian.base.Machine;

/**
 * Which seeds a test runs with: always the same ones, so that two builds of one commit agree, and one fresh seed, so
 * that the builds together see more. {@code -Dmeridian.seed=…} replaces them all by one.
 */
public final class Seeds {
    private static final String PROPERTY = "meridian.seed";
    private static final long FRESH = Machine.randomness().nextLong() >>> 1;

    private Seeds() {}

    /** Another seed in each run. */
    public static long fresh() {
        return FRESH;
    }

    /**
     * The seeds that once failed, or that show a known mistake: the file {@code name.seeds} beside the class has one a
     * line, and behind it why it is there.
     */
    public static List<Long> known(Class<?> beside, String name) {
        try (InputStream file = beside.getResourceAsStream(name + ".seeds")) {
            Invariant.check(file != null, "there is no %s.seeds beside %s", name, beside);
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Seeds::knownSeed)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long knownSeed(String line) {
        String[] seedAndReason = line.split(" ", 2);
        Invariant.check(seedAndReason.length == 2, "the seed in \"%s\" has no reason behind it: add one", line);
        return Long.parseLong(seedAndReason[0]);
    }

    /** The seeds 1 to {@code fixed} and the fresh one of this run. */
    public static List<Long> of(int fixed) {
        Optional<Long> asked = asked();
        if (asked.isPresent()) {
            return List.of(asked.get());
        }
        System.out.println("fresh seed of this run: " + replay(FRESH));
        List<Long> seeds =
                new ArrayList<>(LongStream.rangeClosed(1, fixed).boxed().toList());
        seeds.add(FRESH);
        return List.copyOf(seeds);
    }

    /** The seed that this run is to replay. */
    public static Optional<Long> asked() {
        return Optional.ofNullable(Long.getLong(PROPERTY));
    }

    /** What to add to the command line to run with this seed alone. */
    public static String replay(long seed) {
        return "-D" + PROPERTY + "=" + seed;
    }

    /** Runs a test for each seed; what fails says how to replay it. */
    public static void forEach(List<Long> seeds, SeedTest test) {
        for (long seed : seeds) {
            try {
                test.run(seed);
            } catch (AssertionError | Exception e) {
                throw new AssertionError("seed " + seed + " fails; to replay: " + replay(seed) + "\n" + e, e);
            }
        }
    }

    /** A test that one seed decides. */
    @FunctionalInterface
    public interface SeedTest {
        void run(long seed) throws Exception;
    }
}
