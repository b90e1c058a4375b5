package meridian.client;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes and two clients of theirs, anew for each test. */
@Timeout(180)
abstract class WithServedStore {
    @TempDir
    private Path folder;

    ServedStore served;
    Meridian client;
    Meridian other;

    @BeforeEach
    void start() {
        served = new ServedStore(folder);
        client = served.client();
        other = served.client();
    }

    @AfterEach
    void stop() {
        other.close();
        client.close();
        served.close();
    }

    /** One node after the other stops and is back. */
    void restartAll() {
        for (int node = 0; node < 3; node++) {
            served.stop(node);
            served.start(node);
        }
    }
}
