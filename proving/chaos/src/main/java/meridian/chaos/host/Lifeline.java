package meridian.chaos.host;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import meridian.chaos.base.ChaosFailure;

/**
 * Starts processes that do not outlive this one: the kernel kills them when it ends, however it ends. It does so when the
 * thread ends that started them, so they are all started by one thread, which never does.
 */
public final class Lifeline {
    private static final List<String> TIE = List.of("setpriv", "--pdeathsig", "KILL");
    private static final boolean CAN_TIE = Stream.of(
                    System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, TIE.getFirst())));
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("chaos-lifeline").factory());

    private Lifeline() {}

    /** As {@link ProcessBuilder#start}. Where the command for it is missing, the process is not tied to us. */
    public static Process start(ProcessBuilder builder) throws IOException {
        if (CAN_TIE) {
            List<String> tied = new ArrayList<>(TIE);
            tied.addAll(builder.command());
            builder.command(tied);
        }
        try {
            return STARTER.submit(builder::start).get();
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosFailure("Interrupted.", e);
        }
    }
}
