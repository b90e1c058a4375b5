/** What every part of the rig needs: waits with a deadline, folders, and the failure that ends a run. */
@NullMarked
package meridian.chaos.base;

import org.jspecify.annotations.NullMarked;
