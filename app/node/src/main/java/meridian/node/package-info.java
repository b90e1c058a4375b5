/** One node as a process: reads the configuration, wires the rooms together, starts and stops them, shows how it is. */
@NullMarked
package meridian.node;

import org.jspecify.annotations.NullMarked;
