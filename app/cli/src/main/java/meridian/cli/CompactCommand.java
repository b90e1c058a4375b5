package meridian.cli;

import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.RangeRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "compact",
        description = "Forgets the history before a revision.",
        footer = {"", "Examples:", "  meridian compact            all history up to now", "  meridian compact 4711"})
final class CompactCommand implements Callable<Integer> {
    @Mixin
    private final Remote remote;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "REVISION",
            description = "The oldest one to keep (default: the newest there is).")
    private long revision;

    private final Screen screen;

    CompactCommand(Remote remote, Screen screen) {
        this.remote = remote;
        this.screen = screen;
    }

    @Override
    public Integer call() {
        return remote.with(session -> {
            long target = revision > 0 ? revision : newest(session);
            session.keys()
                    .compact(CompactionRequest.newBuilder().setRevision(target).build());
            screen.say("Compacted up to revision " + target + ".");
            return ExitCode.OK;
        });
    }

    private static long newest(Session session) {
        return session.keys()
                .range(RangeRequest.newBuilder()
                        .setKey(Text.bytes("x"))
                        .setCountOnly(true)
                        .build())
                .getHeader()
                .getRevision();
    }
}
