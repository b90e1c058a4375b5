/**
 * What time it is, and how wrong that may be. Asks servers over NTP, keeps the span in which the true time must lie, and
 * answers others. Never sets or steers the machine's clock.
 */
@NullMarked
package meridian.time;

import org.jspecify.annotations.NullMarked;
