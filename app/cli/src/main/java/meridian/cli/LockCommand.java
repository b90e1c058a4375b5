package meridian.cli;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.lock.LockGrpc;
import io.etcd.jetcd.api.lock.LockRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "lock",
        description = "Runs a command while it holds a lock.",
        footer = {
            "",
            "Waits for the lock, runs the command, lets go, and ends with the command's exit code. The command finds the",
            "number of its holding in MERIDIAN_FENCE: hand it to whoever must refuse a holder that lost the lock without",
            "knowing it. It is greater with each holding, and the create revision of the key in MERIDIAN_LOCK_KEY.",
            "When the lock is lost, the command is killed, and the exit code is 75.",
            "",
            "Examples:",
            "  meridian lock nightly -- ./backup.sh",
            "  meridian lock nightly --ttl 30 -- sh -c 'echo my fence is $MERIDIAN_FENCE'"
        })
final class LockCommand implements Callable<Integer> {
    static final String FENCE = "MERIDIAN_FENCE";
    static final String KEY = "MERIDIAN_LOCK_KEY";

    private static final Duration GRACE_ON_STOP = Duration.ofSeconds(5);

    @Mixin
    private final Remote remote;

    @Parameters(index = "0", paramLabel = "NAME", description = "The lock's name.")
    private String name = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND", description = "The command and its arguments.")
    private List<String> command = List.of();

    @Mixin
    private TimeToLive timeToLive = new TimeToLive();

    private final Screen screen;

    LockCommand(Remote remote, Screen screen) {
        this.remote = remote;
        this.screen = screen;
    }

    @Override
    public Integer call() {
        try (Running running = new Running(LiveLease.grant(remote, timeToLive.duration()))) {
            Runtime.getRuntime().addShutdownHook(new Thread(running::close));
            running.start();
            return running.await();
        }
    }

    private ByteString lock(LiveLease lease) {
        LockRequest request = LockRequest.newBuilder()
                .setName(ByteString.copyFromUtf8(name))
                .setLease(lease.id())
                .build();
        return lease.obtain(session ->
                LockGrpc.newBlockingStub(session.channel()).lock(request).getKey());
    }

    /** The command and the lease it runs under. */
    private final class Running implements AutoCloseable {
        private final LiveLease lease;
        private @Nullable Process process;
        private boolean closed;

        Running(LiveLease lease) {
            this.lease = lease;
        }

        void start() {
            KeyValue held = lease.hold(lock(lease));
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            builder.environment().put(FENCE, Long.toString(held.getCreateRevision()));
            builder.environment().put(KEY, held.getKey().toStringUtf8());
            start(builder);
        }

        private synchronized void start(ProcessBuilder builder) {
            if (closed) {
                throw new Failure("Stopped before the command began.");
            }
            try {
                process = builder.start();
            } catch (IOException e) {
                throw new Failure("Cannot run '" + command.getFirst() + "': " + e.getMessage(), e);
            }
        }

        int await() {
            Process child = Objects.requireNonNull(started(), "it was started");
            if (lease.outlives(child.onExit())) {
                return child.exitValue();
            }
            stop(child, lease.grace());
            screen.remark("The lock '" + name + "' was lost, the command was stopped: " + lease.whyLost());
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
        private void stop(Process child, Duration grace) {
            List<ProcessHandle> all = Stream.concat(Stream.of(child.toHandle()), child.descendants())
                    .toList();
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
}
