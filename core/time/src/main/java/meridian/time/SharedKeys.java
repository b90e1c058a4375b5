package meridian.time;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a node, by their numbers. */
public final class SharedKeys {
    /** Of a few lines each; what is larger is no key file. */
    private static final int KEYS_MAX = 1_024;

    private static final List<String> COMMENTS = List.of("#", "!", ";", "%");

    private final Map<Integer, SharedKey> byNumber;

    private SharedKeys(Map<Integer, SharedKey> byNumber) {
        this.byNumber = Map.copyOf(byNumber);
    }

    public static SharedKeys none() {
        return new SharedKeys(Map.of());
    }

    /**
     * Reads a key file as chrony writes it, with a key in each line.
     *
     * @throws IllegalArgumentException with the number of the line that is wrong, and never with a secret
     */
    public static SharedKeys parse(String text) {
        Map<Integer, SharedKey> keys = new HashMap<>();
        List<String> lines = text.lines().map(String::strip).toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!isComment(lines.get(i))) {
                add(keys, lines.get(i), i + 1);
            }
        }
        return new SharedKeys(keys);
    }

    private static boolean isComment(String line) {
        return line.isEmpty() || COMMENTS.stream().anyMatch(line::startsWith);
    }

    private static void add(Map<Integer, SharedKey> keys, String line, int number) {
        try {
            SharedKey key = SharedKey.parse(line);
            if (keys.put(key.id(), key) != null) {
                throw new IllegalArgumentException("there is a " + key + " already");
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
        if (keys.size() > KEYS_MAX) {
            throw new IllegalArgumentException("more than " + KEYS_MAX + " keys");
        }
    }

    public Optional<SharedKey> find(int id) {
        return Optional.ofNullable(byNumber.get(id));
    }
}
