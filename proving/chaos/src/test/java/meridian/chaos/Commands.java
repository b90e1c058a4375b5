package meridian.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import meridian.base.Bytes;
import meridian.chaos.Experiment.Setting;
import meridian.chaos.base.Await;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.base.Folders;
import meridian.chaos.load.Reply;
import meridian.chaos.load.StoreClient;
import meridian.testkit.KeyValueModel.Answer;
import meridian.testkit.KeyValueModel.Ask;
import org.jspecify.annotations.Nullable;

/** Runs of the command line next to a cluster, and what they leave in it. */
final class Commands {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private Commands() {}

    static List<Bytes> keys(Setting setting, String prefix) {
        try (StoreClient client = new StoreClient(anyRunning(setting).place().endpoint())) {
            return client.keys(Bytes.utf8(prefix));
        }
    }

    static void delete(Setting setting, Bytes key) {
        try (StoreClient client = new StoreClient(anyRunning(setting).place().endpoint())) {
            Reply<Answer> reply = client.ask(new Ask.Delete(key), ANSWER);
            assertThat(reply)
                    .isInstanceOfSatisfying(
                            Reply.Answered.class,
                            answered -> assertThat(answered.answer()).isEqualTo(new Answer.Changed(true)));
        }
    }

    private static NodeProcess anyRunning(Setting setting) {
        return setting.cluster().nodes().stream()
                .filter(NodeProcess::isRunning)
                .findFirst()
                .orElseThrow();
    }

    /** A pipe by whose opening a command is told to go on. */
    static Path fifo(Setting setting, String name) {
        Path fifo = setting.folder().resolve(name);
        start(new ProcessBuilder("mkfifo", fifo.toString())).awaitExit();
        return fifo;
    }

    static void open(Setting setting, String fifo) {
        start(new ProcessBuilder("sh", "-c", "echo > " + setting.folder().resolve(fifo)))
                .awaitExit();
    }

    static Command run(Setting setting, String name, String... arguments) {
        String endpoints = setting.cluster().nodes().stream()
                .map(node -> node.place().client().toString())
                .collect(Collectors.joining(","));
        List<String> line = new ArrayList<>(Product.installed().tool());
        line.add(arguments[0]);
        line.add("--endpoints");
        line.add(endpoints);
        line.addAll(List.of(arguments).subList(1, arguments.length));
        File output = setting.folder().resolve(name + ".out").toFile();
        return start(new ProcessBuilder(line)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output));
    }

    private static Command start(ProcessBuilder builder) {
        try {
            return new Command(builder.start(), builder.redirectOutput().file());
        } catch (IOException e) {
            throw new ChaosFailure("Cannot run " + builder.command() + ": " + e.getMessage(), e);
        }
    }

    /** A process that ends by itself, or is stopped by the test. */
    record Command(Process process, @Nullable File file) {
        String output() {
            return file == null ? "" : Folders.read(file.toPath());
        }

        void awaitOutput() {
            Await.until(process + " says something", PATIENCE, () -> !output().isEmpty());
        }

        boolean isAlive() {
            return process.isAlive();
        }

        int awaitExit() {
            try {
                if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new ChaosFailure(process + " did not end; it said: " + output());
                }
                return process.exitValue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ChaosFailure("Interrupted.", e);
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }
}
