@NullMarked
package meridian.chaos.load;

import org.jspecify.annotations.NullMarked;
