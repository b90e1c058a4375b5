@NullMarked
package meridian.coordination;

import org.jspecify.annotations.NullMarked;
