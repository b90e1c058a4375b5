/** Side-by-side benchmarks: Meridian and a peer on the same machine, in turn, under the same load generator. */
@NullMarked
package meridian.bench;

import org.jspecify.annotations.NullMarked;
