package meridian.cli;

import io.etcd.jetcd.api.DefragmentRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "defrag",
        description = "Has a node give unused disk space back. Reads and writes go on meanwhile.",
        footer = {"", "Examples:", "  meridian defrag", "  meridian defrag --endpoints 127.0.0.1:2389"})
final class DefragCommand implements Callable<Integer> {
    @Mixin
    private final Remote remote;

    private final Screen screen;

    DefragCommand(Remote remote, Screen screen) {
        this.remote = remote;
        this.screen = screen;
    }

    @Override
    public Integer call() {
        return remote.with(session -> {
            session.unhurriedMaintenance().defragment(DefragmentRequest.getDefaultInstance());
            screen.say("Defragmented " + session.channel().authority() + ".");
            return ExitCode.OK;
        });
    }
}
