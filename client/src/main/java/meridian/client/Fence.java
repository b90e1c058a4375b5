package meridian.client;

/**
 * Says which holding this is: greater for each one under a name. Let a resource refuse smaller ones than it has seen,
 * since whoever was paused may not know that it does not hold any more.
 *
 * @param number the revision that made the holder's key
 */
public record Fence(long number) implements Comparable<Fence> {
    @Override
    public int compareTo(Fence other) {
        return Long.compare(number, other.number);
    }
}
