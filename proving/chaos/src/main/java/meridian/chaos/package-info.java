/**
 * Real processes, real faults: starts nodes as a user would, kills, pauses, cuts off and damages them under load, and
 * checks what their clients were told.
 */
@NullMarked
package meridian.chaos;

import org.jspecify.annotations.NullMarked;
