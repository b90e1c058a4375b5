@NullMarked
package meridian.chaos.host;

import org.jspecify.annotations.NullMarked;
