/** Holds a law breaker. */
@NullMarked
package meridian.store.canary;

import org.jspecify.annotations.NullMarked;
