package meridian.chaos;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration files of a cluster's nodes. */
final class NodeFile {
    /** Small caches, and a log that is cut so short that a node which was away needs a snapshot. */
    static final String SMALL = """
            store:
              write-buffer-bytes: 8MiB
              block-cache-bytes: 16MiB
            raft:
              unpersisted-bytes-max: 1MiB
              log-entries-kept: 5
            """;

    private NodeFile() {}

    /** @param settings more of the file, the same for all nodes */
    static String write(String cluster, Place place, List<Place> all, Site site, String settings) {
        String members = all.stream()
                .map(it -> "    - {id: %s, peer: '%s', client: 'http://%s', metrics: 'http://%s'}\n"
                        .formatted(it.id(), it.peer(), it.client(), it.metrics()))
                .collect(Collectors.joining());
        return """
                node:
                  id: %s
                  data: %s
                cluster:
                  name: %s
                  members:
                %speer:
                  listen: %s
                %sclient:
                  listen: %s
                %smetrics:
                  listen: %s
                links:
                  shaping-allowed: true
                %s""".formatted(
                        place.id(),
                        place.data(),
                        cluster,
                        members,
                        place.peer(),
                        site.peerSettings(place),
                        place.client(),
                        site.clientSettings(),
                        place.metrics(),
                        settings);
    }
}
