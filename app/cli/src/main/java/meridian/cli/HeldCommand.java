package meridian.cli;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KeyValue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A command that runs while something is held with a lease: that ends with the command, and the command with it. */
final class HeldCommand implements AutoCloseable {
    static final String FENCE = "MERIDIAN_FENCE";

    private static final Duration GRACE_ON_STOP = Duration.ofSeconds(5);

    private final What what;
    private final LiveLease lease;
    private final Screen screen;
    private @Nullable Process process;
    private boolean closed;

    private HeldCommand(What what, LiveLease lease, Screen screen) {
        this.what = what;
        this.lease = lease;
        this.screen = screen;
    }

    /**
     * What is held meanwhile.
     *
     * @param lost how the sentence begins that says that it was lost
     * @param keyVariable where the command finds the key that stands for it
     * @param ask gets it with a lease, and says its key. To ask twice must do no harm
     */
    record What(String lost, String keyVariable, Function<LiveLease, ByteString> ask) {}

    /** Runs the command while it is held; says its exit code, or that it was lost. */
    static int run(What what, List<String> command, Remote remote, Duration timeToLive, Screen screen) {
        try (HeldCommand running = new HeldCommand(what, LiveLease.grant(remote, timeToLive), screen)) {
            Runtime.getRuntime().addShutdownHook(new Thread(running::close));
            running.start(command);
            return running.await();
        }
    }

    private void start(List<String> command) {
        KeyValue held = lease.hold(what.ask().apply(lease));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put(FENCE, Long.toString(held.getCreateRevision()));
        builder.environment().put(what.keyVariable(), held.getKey().toStringUtf8());
        start(builder);
    }

    private synchronized void start(ProcessBuilder builder) {
        if (closed) {
            throw new Failure("Stopped before the command began.");
        }
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new Failure("Cannot run '" + builder.command().getFirst() + "': " + e.getMessage(), e);
        }
    }

    private int await() {
        Process child = Objects.requireNonNull(started(), "it was started");
        if (lease.outlives(child.onExit())) {
            return child.exitValue();
        }
        stop(child, lease.grace());
        screen.remark(what.lost() + ", the command was stopped: " + lease.whyLost());
        return ExitCode.LOST;
    }

    private synchronized @Nullable Process started() {
        return process;
    }

    /** Lets go only of what nobody uses any more. */
    @Override
    public void close() {
        Process child;
        synchronized (this) {
            closed = true;
            child = process;
        }
        if (child != null && child.isAlive()) {
            stop(child, GRACE_ON_STOP);
        }
        lease.close();
    }

    /** Asks it to end, and what it has started, and ends them when they do not. */
    private static void stop(Process child, Duration grace) {
        List<ProcessHandle> all =
                Stream.concat(Stream.of(child.toHandle()), child.descendants()).toList();
        all.forEach(ProcessHandle::destroy);
        try {
            child.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        child.descendants().forEach(ProcessHandle::destroyForcibly);
    }
}
