package meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import meridian.base.Address;
import meridian.node.ConfigReader;
import meridian.node.LogLevel;
import meridian.node.NodeConfig;
import org.junit.jupiter.api.Test;

class NodeFileTest {
    private static final Path FOLDER = Path.of("/tmp/trial");
    private static final List<NodeFile.Place> PLACES =
            List.of(new NodeFile.Place("n1", "eu", 2379), new NodeFile.Place("n2", "us", 2389));

    @Test
    void a_written_file_says_who_the_node_is_and_who_the_others_are() {
        NodeConfig config = written("");

        assertThat(config.node().id().name()).isEqualTo("n2");
        assertThat(config.node().region()).isEqualTo("us");
        assertThat(config.node().data()).isEqualTo(Path.of("/tmp/trial/n2"));
        assertThat(config.client().port().listen()).isEqualTo(Address.parse("127.0.0.1:2389"));
        assertThat(config.peer().port().listen()).isEqualTo(Address.parse("127.0.0.1:2390"));
        assertThat(config.metrics().listen()).isEqualTo(Address.parse("127.0.0.1:2391"));
        assertThat(config.cluster().members())
                .extracting(member -> member.id().name() + " " + member.peer() + " " + member.client())
                .containsExactly("n1 127.0.0.1:2380 http://127.0.0.1:2379", "n2 127.0.0.1:2390 http://127.0.0.1:2389");
    }

    @Test
    void the_operators_settings_are_kept() {
        NodeConfig config = written("log: {level: debug}\ncluster: {name: orders}\nnode: {zone: a}\n");

        assertThat(config.log().level()).isEqualTo(LogLevel.DEBUG);
        assertThat(config.cluster().name()).isEqualTo("orders");
        assertThat(config.node().zone()).isEqualTo("a");
    }

    private static NodeConfig written(String settings) {
        NodeFile file = NodeFile.write(settings, PLACES.get(1), PLACES, FOLDER, Optional.empty());
        return ConfigReader.read(file.yaml(), FOLDER);
    }
}
