package meridian.node;

import java.util.Comparator;
import java.util.stream.Stream;

/** Guesses which key was meant by one that does not exist. */
final class Suggestion {
    /** Farther away it is another word, not a slip. */
    private static final int SLIPS_MAX = 3;

    private Suggestion() {}

    static String forKey(String path) {
        Stream<String> sections = Settings.SECTIONS.stream().map(Settings.Section::name);
        Stream<String> keys = Settings.all().stream().map(Setting::path);
        return Stream.concat(sections, keys)
                .min(Comparator.comparingInt(known -> distance(path, known)))
                .filter(known -> distance(path, known) <= SLIPS_MAX)
                .map(known -> "did you mean " + known + "?")
                .orElse("docs/guides/configuration.md lists all keys");
    }

    /** How many characters must be added, dropped or replaced to make one text the other (Levenshtein). */
    static int distance(String one, String other) {
        int[] previous = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] current = new int[other.length() + 1];
            current[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[other.length()];
    }
}
