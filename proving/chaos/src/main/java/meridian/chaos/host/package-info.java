/**
 * What a machine does to the processes on it, done on purpose and within namespaces of our own: lost power, full and stuck
 * disks, lost packets, too little CPU, clocks that are wrong.
 */
@NullMarked
package meridian.chaos.host;

import org.jspecify.annotations.NullMarked;
