package meridian.time;

import java.util.OptionalLong;

/**
 * What was known of the time at one moment, in nanoseconds.
 *
 * @param unixMillis when that was
 * @param offset by how much the node's clock was ahead of the machine's
 * @param bound how wrong it may have been, if anybody knew
 */
public record TimePoint(long unixMillis, long offset, OptionalLong bound) {}
