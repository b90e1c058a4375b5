package meridian.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import meridian.base.Address;
import meridian.node.FolderLock;
import meridian.node.NodeConfig;

/**
 * A node of this machine, running or not.
 *
 * @param file its configuration file
 */
record LocalNode(Path file, NodeConfig config) {
    String id() {
        return config.node().id().name();
    }

    /** The process, if it runs: whoever has the data folder locked. */
    Optional<ProcessHandle> process() {
        return FolderLock.holder(config.node().data()).flatMap(ProcessHandle::of);
    }

    boolean isRunning() {
        return process().isPresent();
    }

    /** What went to the process's standard output and error: why it did not start, if it did not. */
    Path output() {
        return file.resolveSibling(id() + ".out");
    }

    Address client() {
        return config.client().port().listen();
    }

    boolean isSecure() {
        return config.client().port().tls() instanceof meridian.node.Tls.On;
    }

    String clientUrl() {
        return (isSecure() ? "https://" : "http://") + client();
    }

    String metricsUrl() {
        return "http://" + config.metrics().listen();
    }

    /** What the node says about itself; empty if it does not answer in time. */
    Optional<JsonNode> status(Duration timeout) {
        return Web.get(metricsUrl() + "/status", timeout);
    }

    /** What the node knew of the time during the last day; empty if it does not answer in time. */
    Optional<JsonNode> timeHistory(Duration timeout) {
        return Web.get(metricsUrl() + "/time", timeout);
    }

    boolean isHealthy(Duration timeout) {
        return Web.get(metricsUrl() + "/health", timeout)
                .filter(health -> health.path("health").asText().equals("true"))
                .isPresent();
    }
}
