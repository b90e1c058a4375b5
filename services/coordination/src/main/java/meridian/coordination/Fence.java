package meridian.coordination;

/**
 * The number of one holding of a lock: greater than that of every earlier holding of the same lock. It is the revision
 * that made the holder's key, so a transaction can demand it: compare the key's create revision with it, and the write
 * of a holder that has lost the lock is not done.
 */
public record Fence(long revision) implements Comparable<Fence> {
    @Override
    public int compareTo(Fence other) {
        return Long.compare(revision, other.revision);
    }
}
