@NullMarked
package meridian.simulation;

import org.jspecify.annotations.NullMarked;
