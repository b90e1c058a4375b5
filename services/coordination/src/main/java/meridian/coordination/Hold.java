package meridian.coordination;

import meridian.base.Bytes;
import meridian.store.Comparison;

/**
 * A lock or permits that are held, or an election that was won.
 *
 * @param key the holder's key; what it stands for is held as long as it is there with this create revision
 * @param lease the lease the key goes with
 * @param shared whether others may hold the lock at the same time who share it, too
 * @param permits how many permits it is; 0 for a lock or an election
 */
public record Hold(Bytes key, long lease, Fence fence, boolean shared, int permits) {
    public Hold(Bytes key, long lease, Fence fence) {
        this(key, lease, fence, false, 0);
    }

    /** The condition that protects a write: true as long as it is held, and never again afterwards. */
    public Comparison stillHeld() {
        return Place.of(this).isThere();
    }
}
