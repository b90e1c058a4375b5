package meridian.bench;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdSystemTest {
    @Test
    void without_etcd_the_user_learns_how_to_install_it(@TempDir Path empty) {
        assertThatThrownBy(() -> EtcdSystem.installed(empty + ":" + empty.resolve("nowhere")))
                .isInstanceOf(BenchFailure.class)
                .hasMessageContaining("apt-get install etcd-server");
    }
}
