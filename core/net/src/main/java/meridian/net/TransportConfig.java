package meridian.net;

import meridian.base.Address;
import meridian.base.NodeId;

/**
 * What a transport needs to know before it starts.
 *
 * @param cluster nodes of different clusters refuse each other
 * @param listen port 0 takes a free one
 * @param eventLoops threads that do all the work
 * @param shapingAllowed whether links may be told to be slow or to lose what they carry
 */
public record TransportConfig(
        NodeId self,
        String cluster,
        Address listen,
        TransportSecurity security,
        LinkLimits limits,
        int eventLoops,
        boolean shapingAllowed) {
    private static final int CLUSTER_LENGTH_MAX = 128;

    public TransportConfig {
        if (cluster.isBlank() || cluster.length() > CLUSTER_LENGTH_MAX) {
            throw new IllegalArgumentException("the cluster's name '" + cluster + "' is not usable: give it 1 to "
                    + CLUSTER_LENGTH_MAX + " characters");
        }
        if (eventLoops < 1) {
            throw new IllegalArgumentException("net.event-loops is " + eventLoops + ": at least 1 is needed");
        }
        if (security instanceof TransportSecurity.PlainText && !listen.isLoopback()) {
            throw new IllegalArgumentException("net.listen is " + listen + ", which other machines can reach, and there"
                    + " is no TLS: configure a certificate, a key and the authorities, or listen on 127.0.0.1");
        }
    }

    /** One event loop, no shaping, the usual limits. */
    public static TransportConfig of(NodeId self, String cluster, Address listen, TransportSecurity security) {
        return new TransportConfig(self, cluster, listen, security, LinkLimits.defaults(), 1, false);
    }
}
