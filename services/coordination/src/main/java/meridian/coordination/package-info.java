/**
 * Locks and elections as recipes over the store's transactions, leases and watches. {@link
 * meridian.coordination.Coordination} is the way in.
 *
 * <p>Nothing of it is state of its own: who holds a lock is written in keys that any client of the store can read, laid
 * out as etcd's clients lay them out, so that theirs and ours stand in the same line.
 */
@NullMarked
package meridian.coordination;

import org.jspecify.annotations.NullMarked;
