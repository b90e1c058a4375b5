package meridian.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import meridian.base.Disk;
import meridian.base.Machine;
import meridian.base.NodeId;
import meridian.base.Randomness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    private static final NodeId N1 = new NodeId("n1");

    private final Disk disk = Machine.disk();
    private long drawn = 100;
    private final Randomness randomness = () -> drawn++;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path folder;

    @Test
    void a_node_keeps_its_incarnation_as_long_as_it_keeps_its_folder() {
        long first = incarnation("meridian", N1);
        long second = incarnation("meridian", N1);
        disk.delete(folder);
        long afterLoss = incarnation("meridian", N1);

        assertThat(second).isEqualTo(first);
        assertThat(afterLoss).isNotEqualTo(first);
    }

    @Test
    void the_folder_of_another_cluster_is_refused() {
        incarnation("orders", N1);

        assertThatThrownBy(() -> open("meridian", N1))
                .isInstanceOf(Refusal.class)
                .hasMessageContainingAll(
                        folder.toString(), "cluster 'orders'", "'meridian'", "node.data", "cluster.name");
    }

    @Test
    void the_folder_of_another_node_is_refused() {
        incarnation("meridian", new NodeId("n2"));

        assertThatThrownBy(() -> open("meridian", N1))
                .isInstanceOf(Refusal.class)
                .hasMessageContainingAll(folder.toString(), "node 'n2'", "'n1'", "node.data", "node.id");
    }

    @Test
    void a_folder_in_use_is_refused_with_the_process_that_uses_it() {
        try (DataFolder _ = open("meridian", N1)) {
            assertThat(FolderLock.holder(folder))
                    .contains(ProcessHandle.current().pid());
            assertThatThrownBy(() -> open("meridian", N1))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContainingAll(
                            "in use", "process " + ProcessHandle.current().pid());
        }
        assertThat(FolderLock.holder(folder)).isEmpty();
    }

    @Test
    void a_folder_with_other_things_in_it_is_refused() {
        disk.replace(folder.resolve("holiday.jpg"), new byte[1]);

        assertThatThrownBy(() -> open("meridian", N1))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("not empty");
    }

    @Test
    void data_without_its_identity_is_refused() {
        disk.makeFolders(folder.resolve("raft"));

        assertThatThrownBy(() -> open("meridian", N1))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("identity.json");
    }

    @Test
    void a_damaged_identity_says_how_to_rejoin() {
        disk.replace(folder.resolve("identity.json"), "{\"format\":1,\"clus".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> open("meridian", N1))
                .isInstanceOf(Refusal.class)
                .hasMessageContainingAll("n1's data is damaged", "identity.json", "./meridian up --rejoin n1");
    }

    @Test
    void a_folder_of_a_later_version_is_refused() {
        disk.replace(folder.resolve("identity.json"), "{\"format\":2}".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> open("meridian", N1))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("newer version");
    }

    @Test
    void a_refused_folder_is_not_left_locked() {
        incarnation("orders", N1);
        assertThatThrownBy(() -> open("meridian", N1)).isInstanceOf(Refusal.class);

        assertThat(incarnation("orders", N1)).isEqualTo(100);
    }

    private long incarnation(String cluster, NodeId node) {
        try (DataFolder data = open(cluster, node)) {
            return data.identity().incarnation();
        }
    }

    private DataFolder open(String cluster, NodeId node) {
        return DataFolder.open(folder, cluster, node, disk, randomness);
    }
}
