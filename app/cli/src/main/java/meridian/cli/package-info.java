/**
 * The {@code meridian} command: runs a cluster on this machine and talks to clusters anywhere.
 *
 * <p>It is a client: it speaks gRPC to nodes as any etcd client does, and of the rooms below it uses only what it needs
 * to start nodes and to read their archives.
 */
@NullMarked
package meridian.cli;

import org.jspecify.annotations.NullMarked;
