package meridian.base;

import java.util.regex.Pattern;

/** The name of a node: what its operator calls it. */
public record NodeId(String name) implements Comparable<NodeId> {
    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}");

    public NodeId {
        if (!VALID.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name
                            + "' is not a node id: use 1 to 63 letters, digits, dots, dashes and underscores, a letter or digit first");
        }
    }

    @Override
    public int compareTo(NodeId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
