package meridian.base;

/** Checks that stay on in production: a broken invariant stops the work at once instead of spreading. */
public final class Invariant {
    private Invariant() {}

    public static void check(boolean holds, String message) {
        if (!holds) {
            throw new BrokenInvariant(message);
        }
    }

    public static void check(boolean holds, String format, Object... arguments) {
        if (!holds) {
            throw new BrokenInvariant(String.format(format, arguments));
        }
    }

    /** As above, without boxing on the way that holds. */
    public static void check(boolean holds, String format, long argument) {
        if (!holds) {
            throw new BrokenInvariant(String.format(format, argument));
        }
    }

    /** A promise of our own code does not hold. Nobody handles this one; whoever catches it stops. */
    public static final class BrokenInvariant extends IllegalStateException {
        BrokenInvariant(String message) {
            super(message);
        }
    }
}
