package meridian.node;

import java.util.List;
import meridian.base.NodeId;
import meridian.raft.Member;

/** Who a node is to its group, and who founds the group. */
record Membership(Member self, List<Member> founders) {
    /** A founder's incarnation is only known to the founder; it tells the others when it meets them. */
    private static final long NOT_KNOWN_YET = 0;

    static Membership of(NodeConfig config, long incarnation) {
        List<ConfiguredMember> configured = config.cluster().members();
        NodeId id = config.node().id();
        ConfiguredMember self = configured.stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElseGet(() -> alone(config));
        List<ConfiguredMember> founders = configured.isEmpty() ? List.of(self) : configured;
        return new Membership(
                member(self, incarnation),
                founders.stream()
                        .map(founder -> member(founder, founder.id().equals(id) ? incarnation : NOT_KNOWN_YET))
                        .toList());
    }

    private static ConfiguredMember alone(NodeConfig config) {
        NodeConfig.Port client = config.client().port();
        return new ConfiguredMember(
                config.node().id(),
                config.peer().port().listen(),
                url(client.tls(), client.listen().toString()),
                url(
                        config.metrics().tlsBeyondLoopback(),
                        config.metrics().listen().toString()));
    }

    private static String url(Tls tls, String address) {
        return switch (tls) {
            case Tls.Off() -> "http://" + address;
            case Tls.On _ -> "https://" + address;
        };
    }

    private static Member member(ConfiguredMember configured, long incarnation) {
        return new Member(
                configured.id(), incarnation, configured.peer(), configured.client(), configured.metrics(), false);
    }
}
