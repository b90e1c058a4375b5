/** The replicated log. The only package that knows Apache Ratis, and only below the {@link meridian.raft.Replicator}. */
@NullMarked
package meridian.raft;

import org.jspecify.annotations.NullMarked;
