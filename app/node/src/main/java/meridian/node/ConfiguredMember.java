package meridian.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import meridian.base.Address;
import meridian.base.NodeId;

/**
 * A node that a new cluster starts with.
 *
 * @param peer where other nodes reach it
 * @param client the URL clients reach it at
 * @param metrics the URL of its metrics
 */
public record ConfiguredMember(NodeId id, Address peer, String client, String metrics) {
    static final Kind<List<ConfiguredMember>> LIST = new Kind<>() {
        @Override
        public String expects() {
            return "a list whose elements have `id`, `peer` (an address), `client` and `metrics` (URLs)";
        }

        @Override
        public List<ConfiguredMember> read(JsonNode node) {
            return readList(node);
        }
    };

    private static final Set<String> FIELDS = Set.of("id", "peer", "client", "metrics");

    private static List<ConfiguredMember> readList(JsonNode list) {
        if (!list.isArray()) {
            throw new IllegalArgumentException("not a list");
        }
        Checks checks = new Checks();
        List<ConfiguredMember> members = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String path = Settings.CLUSTER_MEMBERS.path() + "[" + i + "]";
            readMember(path, list.get(i), checks, members);
        }
        checkDistinct(members, "id", ConfiguredMember::id, checks);
        checkDistinct(members, "peer", ConfiguredMember::peer, checks);
        checkDistinct(members, "client", ConfiguredMember::client, checks);
        checks.done();
        return List.copyOf(members);
    }

    private static void readMember(String path, JsonNode node, Checks checks, List<ConfiguredMember> members) {
        List<String> missing = FIELDS.stream()
                .filter(field -> !node.path(field).isTextual())
                .sorted()
                .toList();
        checks.require(missing.isEmpty(), "%s: set %s", path, String.join(", ", missing));
        node.fieldNames()
                .forEachRemaining(name -> checks.require(
                        FIELDS.contains(name),
                        "%s.%s: no such key; a member has id, peer, client and metrics",
                        path,
                        name));
        if (missing.isEmpty()) {
            try {
                members.add(new ConfiguredMember(
                        new NodeId(node.path("id").asText()),
                        Address.parse(node.path("peer").asText()),
                        node.path("client").asText(),
                        node.path("metrics").asText()));
            } catch (IllegalArgumentException e) {
                checks.add(path + ": " + e.getMessage());
            }
        }
    }

    private static void checkDistinct(
            List<ConfiguredMember> members, String field, Function<ConfiguredMember, Object> getter, Checks checks) {
        Set<Object> seen = new HashSet<>();
        for (ConfiguredMember member : members) {
            Object value = getter.apply(member);
            checks.require(
                    seen.add(value),
                    "%s: two members have the %s '%s': give each its own",
                    Settings.CLUSTER_MEMBERS.path(),
                    field,
                    value);
        }
    }
}
