package meridian.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import meridian.base.Address;
import meridian.base.NodeId;
import org.apache.ratis.conf.RaftProperties;
import org.junit.jupiter.api.Test;

/** A promise rests on each of these: whoever changes one changes it here too, on purpose. */
class RaftSettingsTest {
    private static final Map<String, String> EXPECTED = Map.ofEntries(
            Map.entry("raft.rpc.type", "meridian.raft.NodeRpcType"),
            Map.entry("raft.server.log.corruption.policy", "EXCEPTION"),
            Map.entry("raft.server.log.unsafe-flush.enabled", "false"),
            Map.entry("raft.server.log.async-flush.enabled", "false"),
            Map.entry("raft.server.read.option", "LINEARIZABLE"),
            Map.entry("raft.server.read.leader.lease.enabled", "false"),
            Map.entry("raft.server.leaderelection.pre-vote", "true"),
            Map.entry("raft.server.log.appender.install.snapshot.enabled", "false"),
            Map.entry("raft.server.log.purge.upto.snapshot.index", "true"),
            Map.entry("raft.server.log.append-entries.compose.enabled", "false"),
            Map.entry("raft.server.threadpool.server.cached", "false"),
            Map.entry("raft.server.threadpool.client.cached", "false"),
            Map.entry("raft.server.threadpool.proxy.cached", "false"));

    @Test
    void the_settings_that_carry_promises_have_not_drifted() {
        Member self = new Member(new NodeId("n1"), 1, new Address("127.0.0.1", 1), "", "", false);
        RaftProperties properties =
                RaftSettings.properties(RaftConfig.of(Path.of("data"), "test", self, List.of(self)));
        Map<String, String> actual = new TreeMap<>();
        EXPECTED.keySet().forEach(key -> actual.put(key, String.valueOf(properties.get(key))));
        assertThat(actual).containsExactlyInAnyOrderEntriesOf(EXPECTED);
        assertThat(properties.get("raft.server.storage.dir")).contains("data");
    }
}
