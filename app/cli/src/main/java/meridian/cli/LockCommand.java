package meridian.cli;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.lock.LockGrpc;
import io.etcd.jetcd.api.lock.LockRequest;
import java.util.List;
import java.util.concurrent.Callable;
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
    private static final String KEY = "MERIDIAN_LOCK_KEY";

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
        HeldCommand.What lock = new HeldCommand.What("The lock '" + name + "' was lost", KEY, this::lock);
        return HeldCommand.run(lock, command, remote, timeToLive.duration(), screen);
    }

    private ByteString lock(LiveLease lease) {
        LockRequest request = LockRequest.newBuilder()
                .setName(ByteString.copyFromUtf8(name))
                .setLease(lease.id())
                .build();
        return lease.obtain(session ->
                LockGrpc.newBlockingStub(session.channel()).lock(request).getKey());
    }
}
