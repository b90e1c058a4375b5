package meridian.client;

/**
 * Somebody's key under a name, once its turn has come.
 *
 * @param doubtful was it asked for more than once, so that a node which was asked earlier may still give it up?
 */
record Place(Session session, Bytes key, Fence fence, boolean doubtful) {}
