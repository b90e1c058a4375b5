package meridian.net;

import java.util.Optional;
import meridian.base.ByteReader;
import meridian.base.ByteWriter;
import meridian.base.NodeId;
import meridian.net.Message.Kind;

/**
 * Who a node says it is when a connection begins.
 *
 * @param to whom it means to speak to; an address may have gone to another node meanwhile
 * @param incarnation a random number for each start of the node
 * @param latestDial the number of the node's latest attempt to connect to the one it speaks to. They grow while a node
 *     runs, so that a connection it has given up can be told from the one it made instead
 */
record Hello(String cluster, NodeId node, NodeId to, long incarnation, long latestDial) {
    static final int VERSION = 1;

    /** "Meridian" in ASCII. Magic and version stay first in every version. */
    private static final long MAGIC = 0x4d65726964_69616eL;

    Message encode() {
        byte[] payload = new ByteWriter(FrameDecoder.HANDSHAKE_BYTES_MAX)
                .u64(MAGIC)
                .varint(VERSION)
                .text(cluster)
                .text(node.name())
                .text(to.name())
                .u64(incarnation)
                .u64(latestDial)
                .toArray();
        return Message.handshake(Kind.HELLO, payload);
    }

    static Hello decode(byte[] payload) {
        try {
            ByteReader reader = new ByteReader(payload);
            if (reader.u64() != MAGIC) {
                throw new ProtocolViolation("its hello is not that of a Meridian node");
            }
            long version = reader.varint();
            if (version != VERSION) {
                throw new ProtocolViolation("one end speaks version " + version + " of the protocol, the other version "
                        + VERSION + ": upgrade the older one");
            }
            return new Hello(
                    reader.text(), new NodeId(reader.text()), new NodeId(reader.text()), reader.u64(), reader.u64());
        } catch (ByteReader.Malformed | IllegalArgumentException e) {
            throw new ProtocolViolation("its hello makes no sense: " + e.getMessage());
        }
    }

    /** Why a node cannot be the peer of the one that says this. */
    Optional<String> objectionOf(NodeId self, String itsCluster) {
        if (!cluster.equals(itsCluster)) {
            return Optional.of("node " + node + " belongs to the cluster '" + cluster + "', node " + self + " to '"
                    + itsCluster + "'");
        }
        if (node.equals(self)) {
            return Optional.of("both ends call themselves " + self + ": every node needs an id of its own");
        }
        if (!to.equals(self)) {
            return Optional.of("node " + node + " looks for " + to + " at the address of " + self);
        }
        return Optional.empty();
    }

    /** Did the same node say this after it had given up the connection on which it said the other? */
    boolean supersedes(Hello other) {
        return incarnation != other.incarnation || latestDial > other.latestDial;
    }
}
