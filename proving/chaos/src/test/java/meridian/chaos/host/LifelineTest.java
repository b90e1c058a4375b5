package meridian.chaos.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import meridian.chaos.base.Await;
import org.junit.jupiter.api.Test;

class LifelineTest {
    private static final String THREAD = "short-lived";

    @Test
    void a_process_outlives_the_thread_that_asked_for_it() {
        CompletableFuture<Programs.Running> started = new CompletableFuture<>();
        Thread.ofPlatform().name(THREAD).start(() -> started.complete(Programs.start(List.of("cat"))));
        try (Programs.Running cat = started.join()) {
            Await.until(
                    "the thread has ended", Programs.PATIENCE, () -> !threads().contains(THREAD));
            cat.tell("still here");
            assertThat(cat.hear()).isEqualTo("still here");
        }
    }

    private static List<String> threads() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.map(task -> task.resolve("comm"))
                    .map(LifelineTest::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Threads end while we look. */
    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
