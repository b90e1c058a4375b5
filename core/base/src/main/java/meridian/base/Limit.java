package meridian.base;

/** A bound with the name it has in the configuration, so that whoever runs into it knows what to change. */
public record Limit(String name, long max) {
    public Limit {
        if (max <= 0) {
            throw new IllegalArgumentException(name + " is " + max + ": it must be greater than 0");
        }
    }

    public boolean allows(long value) {
        return value <= max;
    }

    /** The sentence for the caller who asked for more. */
    public String exceeded(long value) {
        return value + " exceeds the limit " + name + " of " + max;
    }
}
