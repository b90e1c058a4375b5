@NullMarked
package meridian.time;

import org.jspecify.annotations.NullMarked;
