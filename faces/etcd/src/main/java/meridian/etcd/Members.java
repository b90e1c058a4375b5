package meridian.etcd;

import io.etcd.jetcd.api.MemberAddRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import meridian.base.Address;
import meridian.base.NodeId;
import meridian.raft.Member;

/**
 * Translates members. etcd adds a member by the address of its peers and learns its name when it starts; here a member
 * has its name from the beginning. It can be given as the fragment of the address ({@code http://10.0.0.4:7001#n4});
 * without one, the name is made from host and port ({@code 10.0.0.4-7001}), and the node has to be started with it.
 */
final class Members {
    /** Only the node itself knows its incarnation and where it serves clients: whoever adds it asks it. */
    private static final String NOT_KNOWN_YET = "";

    private Members() {}

    static List<io.etcd.jetcd.api.Member> translate(List<Member> members) {
        List<io.etcd.jetcd.api.Member> translated = new ArrayList<>(members.size());
        for (Member member : members) {
            translated.add(translate(member));
        }
        return translated;
    }

    static io.etcd.jetcd.api.Member translate(Member member) {
        io.etcd.jetcd.api.Member.Builder translated = io.etcd.jetcd.api.Member.newBuilder()
                .setID(Identity.number(member))
                .setName(member.node().name())
                .addPeerURLs("http://" + member.peer())
                .setIsLearner(member.learner());
        if (!member.client().isEmpty()) {
            translated.addClientURLs(member.client());
        }
        return translated.build();
    }

    static Member find(List<Member> members, long number) {
        for (Member member : members) {
            if (Identity.number(member) == number) {
                return member;
            }
        }
        throw EtcdErrors.because(EtcdErrors.MEMBER_NOT_FOUND);
    }

    static Member find(List<Member> members, NodeId node) {
        for (Member member : members) {
            if (member.node().equals(node)) {
                return member;
            }
        }
        throw EtcdErrors.because(EtcdErrors.MEMBER_NOT_FOUND);
    }

    /** The member that a request describes, which is none of those there are. */
    static Member toAdd(MemberAddRequest request, List<Member> members) {
        if (request.getPeerURLsCount() != 1) {
            throw EtcdErrors.because(EtcdErrors.BAD_MEMBER_URLS);
        }
        Member added = parse(request.getPeerURLs(0), request.getIsLearner());
        for (Member member : members) {
            if (member.peer().equals(added.peer())) {
                throw EtcdErrors.because(EtcdErrors.PEER_URL_EXISTS);
            }
            if (member.node().equals(added.node())) {
                throw EtcdErrors.because(EtcdErrors.MEMBER_EXISTS);
            }
        }
        return added;
    }

    private static Member parse(String url, boolean learner) {
        try {
            URI uri = new URI(url);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!web
                    || uri.getHost() == null
                    || uri.getPort() < 0
                    || !uri.getPath().isEmpty()) {
                throw EtcdErrors.because(EtcdErrors.BAD_MEMBER_URLS);
            }
            Address peer = Address.parse(uri.getHost() + ":" + uri.getPort());
            return new Member(node(uri, peer), 0, peer, NOT_KNOWN_YET, NOT_KNOWN_YET, learner);
        } catch (URISyntaxException | IllegalArgumentException _) {
            throw EtcdErrors.because(EtcdErrors.BAD_MEMBER_URLS);
        }
    }

    private static NodeId node(URI uri, Address peer) {
        String fragment = uri.getFragment();
        return new NodeId(
                fragment != null ? fragment : peer.host().replaceAll("[^a-zA-Z0-9.-]", "-") + "-" + peer.port());
    }
}
