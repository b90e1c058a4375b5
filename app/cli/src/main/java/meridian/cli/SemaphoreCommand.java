package meridian.cli;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import meridian.protocol.AcquireRequest;
import meridian.protocol.GetPermitsRequest;
import meridian.protocol.GetPermitsResponse;
import meridian.protocol.SetPermitsRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "semaphore",
        description = "Runs a command while it holds permits of a semaphore, or shows and sets how many there are.",
        footer = {
            "",
            "Waits for the permits, runs the command, gives them back, and ends with the command's exit code. The command",
            "finds the number of its holding in MERIDIAN_FENCE and its key in MERIDIAN_PERMIT_KEY. When the permits are",
            "lost, the command is killed, and the exit code is 75.",
            "",
            "Without a command it shows how many permits there are and how many are free: less than 0 when more are held",
            "than there are now.",
            "",
            "Examples:",
            "  meridian semaphore render --permits 4 -- ./render.sh",
            "  meridian semaphore render --permits 4 --take 2 -- ./render-big.sh",
            "  meridian semaphore render --output json",
            "  meridian semaphore render --set 8"
        })
final class SemaphoreCommand implements Callable<Integer> {
    private static final String KEY = "MERIDIAN_PERMIT_KEY";

    /** The only one of its lease: to repeat it gets the permits once. */
    private static final long ATTEMPT = 1;

    @Mixin
    private final Remote remote;

    @Parameters(index = "0", paramLabel = "NAME", description = "The semaphore's name.")
    private String name = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "COMMAND", description = "The command and its arguments.")
    private List<String> command = List.of();

    @Option(
            names = "--permits",
            paramLabel = "N",
            description = "How many permits there are, if nobody has said so before.")
    private @Nullable Integer permits;

    @Option(names = "--set", paramLabel = "N", description = "How many permits there are from now on.")
    private @Nullable Integer newPermits;

    @Option(
            names = "--take",
            paramLabel = "K",
            description = "How many permits the command needs (default: ${DEFAULT-VALUE}).",
            defaultValue = "1")
    private int take;

    @Option(names = "--output", paramLabel = "FORMAT", description = "text or json (default: text).")
    private OutputFormat output = OutputFormat.text;

    @Mixin
    private TimeToLive timeToLive = new TimeToLive();

    @Spec
    private @Nullable CommandSpec spec;

    private final Screen screen;

    SemaphoreCommand(Remote remote, Screen screen) {
        this.remote = remote;
        this.screen = screen;
    }

    @Override
    public Integer call() {
        requireSense();
        if (newPermits != null) {
            set(newPermits, false);
        } else if (permits != null) {
            set(permits, true);
        }
        return command.isEmpty() ? show() : run();
    }

    private void requireSense() {
        if (permits != null && newPermits != null) {
            throw bad("Give --permits or --set: --permits is only for when nobody has said before how many there are.");
        }
        Integer number = permits == null ? newPermits : permits;
        if (number != null && number < 1) {
            throw bad("A semaphore with " + number + " permits lets nobody in: give at least 1.");
        }
        if (take < 1) {
            throw bad("--take " + take + " takes nothing: give at least 1.");
        }
    }

    private ParameterException bad(String why) {
        return new ParameterException(
                Objects.requireNonNull(spec, "picocli sets it").commandLine(), why);
    }

    private void set(int number, boolean onlyIfAbsent) {
        SetPermitsRequest request = SetPermitsRequest.newBuilder()
                .setName(ByteString.copyFromUtf8(name))
                .setPermits(number)
                .setOnlyIfAbsent(onlyIfAbsent)
                .build();
        remote.with(session -> session.coordination().setPermits(request));
    }

    private int show() {
        GetPermitsRequest request = GetPermitsRequest.newBuilder()
                .setName(ByteString.copyFromUtf8(name))
                .build();
        GetPermitsResponse found = remote.with(session -> session.coordination().getPermits(request));
        switch (output) {
            case json ->
                screen.json(Screen.object()
                        .put("name", name)
                        .put("permits", found.getPermits())
                        .put("available", found.getAvailable()));
            case text ->
                screen.table(List.of(
                        List.of("PERMITS", "AVAILABLE"),
                        List.of(Integer.toString(found.getPermits()), Integer.toString(found.getAvailable()))));
        }
        return ExitCode.OK;
    }

    private int run() {
        String lost = (take == 1 ? "The permit of '" + name + "' was" : "The permits of '" + name + "' were") + " lost";
        HeldCommand.What held = new HeldCommand.What(lost, KEY, this::acquire);
        return HeldCommand.run(held, command, remote, timeToLive.duration(), screen);
    }

    private ByteString acquire(LiveLease lease) {
        AcquireRequest request = AcquireRequest.newBuilder()
                .setName(ByteString.copyFromUtf8(name))
                .setSession(lease.id())
                .setPermits(AcquireRequest.Permits.newBuilder().setCount(take).setAttempt(ATTEMPT))
                .build();
        return lease.obtain(session ->
                session.unhurriedCoordination().acquire(request).getHold().getKey());
    }
}
