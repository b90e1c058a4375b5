/** Runs the scenarios of the rooms, seed by seed, for as long as somebody likes. */
@NullMarked
package meridian.simulation;

import org.jspecify.annotations.NullMarked;
