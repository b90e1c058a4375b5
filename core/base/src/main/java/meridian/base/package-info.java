/** Words and ports that every other room shares. Nothing here knows a network. */
@NullMarked
package meridian.base;

import org.jspecify.annotations.NullMarked;
