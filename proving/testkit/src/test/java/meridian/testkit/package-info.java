@NullMarked
package meridian.testkit;

import org.jspecify.annotations.NullMarked;
