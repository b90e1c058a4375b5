package meridian.etcd;

import io.etcd.jetcd.api.ResponseHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import meridian.base.NodeId;
import meridian.raft.Member;
import meridian.raft.Replicator;
import meridian.store.Reply;
import meridian.store.Store;

/** Who answers, in etcd's terms: clusters and members are 64-bit numbers, made from their names. */
final class Identity {
    private static final long UNKNOWN = 0;

    private final Store store;
    private final long cluster;

    /** Several threads may look it up and store the same number. */
    private volatile long self = UNKNOWN;

    Identity(String cluster, Store store) {
        this.store = store;
        this.cluster = number("cluster " + cluster);
    }

    ResponseHeader header(Reply.Header header) {
        return header(header.revision(), header.term());
    }

    ResponseHeader header(long revision, long term) {
        return ResponseHeader.newBuilder()
                .setClusterId(cluster)
                .setMemberId(self())
                .setRevision(revision)
                .setRaftTerm(term)
                .build();
    }

    /** For answers that the store gives no header for. */
    ResponseHeader header() {
        Store.StoreStatus status = store.status();
        return header(status.revision(), status.group().term());
    }

    /** The number of this node; while it is no member of the group, that of its name alone. */
    long self() {
        long known = self;
        return known != UNKNOWN ? known : find();
    }

    private long find() {
        Replicator.Status group = store.status().group();
        for (Member member : group.members()) {
            if (member.node().equals(group.self())) {
                self = number(member);
                return self;
            }
        }
        return number("node " + group.self());
    }

    /** The number of a member, or 0 if the node is none. */
    static long number(Replicator.Status group, NodeId node) {
        for (Member member : group.members()) {
            if (member.node().equals(node)) {
                return number(member);
            }
        }
        return UNKNOWN;
    }

    /** A node that comes back without its data is another member, so it has another number. */
    static long number(Member member) {
        return number("node " + member.node() + " " + member.incarnation());
    }

    private static long number(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            long number = ByteBuffer.wrap(hash).getLong();
            return number == UNKNOWN ? 1 : number;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
