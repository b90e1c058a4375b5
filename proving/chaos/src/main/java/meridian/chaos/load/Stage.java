package meridian.chaos.load;

import java.util.List;
import meridian.base.Bytes;
import meridian.testkit.SeededRandomness;

/**
 * What a workload has to do with.
 *
 * @param endpoints of all nodes
 * @param everything what all keys of the round begin with, whichever workload they are of
 * @param name what the workload's own keys begin with behind that
 * @param timeline is told of every answer
 */
public record Stage(
        List<Endpoint> endpoints, String everything, String name, Timeline timeline, SeededRandomness randomness) {
    public Stage {
        endpoints = List.copyOf(endpoints);
    }

    /** What the workload's own keys begin with. */
    String prefix() {
        return everything + name + "/";
    }

    Bytes own() {
        return Bytes.utf8(prefix());
    }

    /** Connections of its own to all nodes. */
    List<StoreClient> connect() {
        return endpoints.stream().map(StoreClient::new).toList();
    }
}
