/**
 * The Java client of Meridian. {@link meridian.client.Meridian} is where to begin.
 *
 * <p>Every write ends in one of three ways: it was applied, which is when a call returns; it was not applied, and may be
 * tried again; or nobody knows. {@link meridian.client.MeridianException} says which.
 */
@NullMarked
package meridian.client;

import org.jspecify.annotations.NullMarked;
