package meridian.coordination;

import meridian.base.Bytes;
import meridian.store.Comparison;

/**
 * A lock that is held, or an election that was won.
 *
 * @param key the holder's key; the lock is held as long as it is there with this create revision
 * @param lease the lease the key goes with
 */
public record Hold(Bytes key, long lease, Fence fence) {
    /** The condition that protects a write: true as long as the lock is held, and never again afterwards. */
    public Comparison stillHeld() {
        return Place.of(this).isThere();
    }
}
