/**
 * What clients do while nodes are tormented, and the judgement of what they were told. It knows nodes by their addresses
 * only, and nothing of what is done to them.
 */
@NullMarked
package meridian.chaos.load;

import org.jspecify.annotations.NullMarked;
