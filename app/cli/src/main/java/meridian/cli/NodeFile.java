package meridian.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The configuration file that {@code up} writes for a node: the operator's settings plus what tells nodes apart. */
record NodeFile(String id, String yaml) {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();
    private static final String HEADER = "# Written by `meridian up`; give it settings of your own with --config.\n";

    /**
     * @param settings a configuration file with what holds for all nodes, or nothing
     * @param places all nodes of the cluster, this one among them
     * @param certificates those that the nodes are to use; none for plain text
     */
    static NodeFile write(
            String settings, Place place, List<Place> places, Path folder, Optional<Certificates> certificates) {
        try {
            JsonNode root = YAML.readTree(settings);
            ObjectNode file = root instanceof ObjectNode object ? object : YAML.createObjectNode();
            section(file, "node")
                    .put("id", place.id())
                    .put("region", place.region())
                    .put("data", folder.resolve(place.id()).toString());
            section(file, "peer").put("listen", place.peer());
            section(file, "client").put("listen", place.client());
            section(file, "metrics").put("listen", place.metrics());
            certificates.ifPresent(given -> secure(file, place.id(), given));
            String scheme = file.path("client").has("tls") ? "https://" : "http://";
            ArrayNode members = section(file, "cluster").putArray("members");
            places.forEach(each -> members.addObject()
                    .put("id", each.id())
                    .put("peer", each.peer())
                    .put("client", scheme + each.client())
                    .put("metrics", "http://" + each.metrics()));
            return new NodeFile(place.id(), HEADER + YAML.writeValueAsString(file));
        } catch (JsonProcessingException e) {
            throw new Failure("The configuration is not YAML: " + e.getOriginalMessage(), e);
        }
    }

    private static void secure(ObjectNode file, String id, Certificates certificates) {
        tls(section(file, "peer"), id, certificates, certificates.nodesAuthority());
        tls(section(file, "client"), id, certificates, certificates.clientsAuthority());
    }

    private static void tls(ObjectNode section, String id, Certificates certificates, Path authorities) {
        section.putObject("tls")
                .put("certificate", certificates.certificate(id).toString())
                .put("key", certificates.key(id).toString())
                .put("authorities", authorities.toString());
    }

    private static ObjectNode section(ObjectNode file, String name) {
        return file.get(name) instanceof ObjectNode object ? object : file.putObject(name);
    }

    /**
     * Where one node of a cluster on this machine is.
     *
     * @param base the client port; the ports for peers and metrics follow it
     */
    record Place(String id, String region, int base) {
        private static final String HOST = "127.0.0.1:";

        static Place of(LocalNode node) {
            return new Place(
                    node.id(), node.config().node().region(), node.client().port());
        }

        String client() {
            return HOST + base;
        }

        String peer() {
            return HOST + (base + 1);
        }

        String metrics() {
            return HOST + (base + 2);
        }
    }
}
