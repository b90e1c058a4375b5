package meridian.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import meridian.base.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooKeeperSystemTest {
    @Test
    void without_its_libraries_the_user_learns_how_to_get_them_or_to_do_without(@TempDir Path home) {
        assertThatThrownBy(() -> ZooKeeperSystem.builtWith(home))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("proving/bench/target/zookeeper")
                .hasMessageContaining("./mvnw")
                .hasMessageContaining("--against etcd");
    }

    @Test
    void the_settings_of_a_server_name_all_of_them_and_change_no_time_and_no_sync() {
        String settings = ZooKeeperSystem.settings(
                Path.of("/data"), new Address("127.0.0.1", 2181), addresses(31, 32, 33), addresses(41, 42, 43));

        assertThat(settings).isEqualTo("""
                tickTime=2000
                initLimit=10
                syncLimit=5
                dataDir=/data
                clientPortAddress=127.0.0.1
                clientPort=2181
                maxClientCnxns=0
                admin.enableServer=false
                server.1=127.0.0.1:31:41
                server.2=127.0.0.1:32:42
                server.3=127.0.0.1:33:43
                """);
    }

    @Test
    void a_node_that_does_not_serve_yet_has_no_mode() {
        assertThat(ZooKeeperProtocol.mode("This ZooKeeper instance is not currently serving requests\n"))
                .isEmpty();
        assertThat(ZooKeeperProtocol.mode("Zookeeper version: 3.9.5\nMode: leader\nNode count: 5\n"))
                .contains("leader");
    }

    private static List<Address> addresses(Integer... ports) {
        return Stream.of(ports).map(port -> new Address("127.0.0.1", port)).toList();
    }
}
