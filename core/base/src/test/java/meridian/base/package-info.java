@NullMarked
package meridian.base;

import org.jspecify.annotations.NullMarked;
