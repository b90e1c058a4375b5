/** How nodes talk to each other: one connection per pair, many services on it. */
@NullMarked
package meridian.net;

import org.jspecify.annotations.NullMarked;
