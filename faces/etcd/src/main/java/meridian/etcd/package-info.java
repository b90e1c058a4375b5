/**
 * The etcd v3 API over gRPC: translates between etcd's messages and the store's records, and decides nothing.
 *
 * <p>{@link meridian.etcd.EtcdFace} is the way in.
 */
@NullMarked
package meridian.etcd;

import org.jspecify.annotations.NullMarked;
