package meridian.cli;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.CampaignRequest;
import io.etcd.jetcd.api.ElectionGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.LeaderRequest;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "elect",
        description = "Stands for election and leads until it is stopped, or tells who leads.",
        footer = {
            "",
            "A candidate prints its key and its value once it leads; its exit code is 75 when it leads no more. With",
            "--listen each new leader's key and value are printed.",
            "",
            "Examples:",
            "  meridian elect scheduler node-a",
            "  meridian elect --listen scheduler"
        })
final class ElectCommand implements Callable<Integer> {
    @Mixin
    private final Remote remote;

    @Parameters(index = "0", paramLabel = "NAME", description = "The election's name.")
    private String name = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "What the candidate says of itself.")
    private @Nullable String value;

    @Option(names = "--listen", description = "Only tell who leads, until stopped.")
    private boolean listen;

    @Mixin
    private TimeToLive timeToLive = new TimeToLive();

    @Spec
    private @Nullable CommandSpec spec;

    private final Screen screen;

    ElectCommand(Remote remote, Screen screen) {
        this.remote = remote;
        this.screen = screen;
    }

    @Override
    public Integer call() {
        String said = value;
        if (listen == (said != null)) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                    "Give a VALUE to stand for election, or --listen to hear who leads.");
        }
        return said == null ? follow() : lead(said);
    }

    private int lead(String said) {
        try (LiveLease lease = LiveLease.grant(remote, timeToLive.duration())) {
            Runtime.getRuntime().addShutdownHook(new Thread(lease::close));
            CampaignRequest request = CampaignRequest.newBuilder()
                    .setName(ByteString.copyFromUtf8(name))
                    .setLease(lease.id())
                    .setValue(ByteString.copyFromUtf8(said))
                    .build();
            show(lease.hold(lease.obtain(session -> ElectionGrpc.newBlockingStub(session.channel())
                    .campaign(request)
                    .getLeader()
                    .getKey())));
            lease.outlives(new CompletableFuture<>());
            screen.remark("'" + said + "' leads '" + name + "' no more: " + lease.whyLost());
            return ExitCode.LOST;
        }
    }

    private int follow() {
        LeaderRequest request = LeaderRequest.newBuilder()
                .setName(ByteString.copyFromUtf8(name))
                .build();
        return remote.with(session -> {
            ElectionGrpc.newBlockingStub(session.channel())
                    .observe(request)
                    .forEachRemaining(response -> show(response.getKv()));
            return ExitCode.OK;
        });
    }

    private void show(KeyValue leader) {
        screen.say(leader.getKey().toStringUtf8());
        screen.say(leader.getValue().toStringUtf8());
    }
}
