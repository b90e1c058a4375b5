package meridian.store;

import meridian.base.Bytes;

/**
 * A key as it was after some change.
 *
 * @param createRevision the revision that made the key, after its last deletion
 * @param modRevision the revision that wrote this value
 * @param version how often the key was written since it was made, from 1
 * @param lease the lease the key goes with, or 0
 */
public record KeyValue(Bytes key, Bytes value, long createRevision, long modRevision, long version, long lease) {}
