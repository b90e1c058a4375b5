@NullMarked
package meridian.chaos;

import org.jspecify.annotations.NullMarked;
