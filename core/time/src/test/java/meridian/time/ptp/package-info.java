@NullMarked
package meridian.time.ptp;

import org.jspecify.annotations.NullMarked;
