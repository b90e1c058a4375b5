/**
 * The Precision Time Protocol (IEEE 1588-2019, default profile, end-to-end delays, over UDP and IPv4) without its sockets:
 * what the packets say, which of several clocks is the best, and what one port of an ordinary clock does about it.
 */
@NullMarked
package meridian.time.ptp;

import org.jspecify.annotations.NullMarked;
