/**
 * What tests stand on: seeds and properties, simulated ports, a simulated group of replicas, checkers of histories.
 * Nothing here runs in production.
 */
@NullMarked
package meridian.testkit;

import org.jspecify.annotations.NullMarked;
