package meridian.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import meridian.base.Machine;
import meridian.base.Ticker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench etcd}: Meridian next to etcd, under the same clients of the etcd API. */
@Command(name = "etcd", description = "Runs etcd and Meridian in turn, three nodes each, under the same load.")
final class EtcdCommand implements Callable<Integer> {
    @Mixin
    private RaceOptions options = new RaceOptions();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Option(names = "--access", description = "turn access control on and let the clients show a token")
    private boolean controlled;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Progress progress = new Progress(spec.commandLine().getErr());
        Ticker ticker = Machine.ticker();
        KeySpace space = keys.space(options.quick());
        Access access = controlled ? Access.CONTROLLED : Access.OPEN;
        EtcdSuite suite = new EtcdSuite(new EtcdProtocol(access, ticker), space, access, progress, ticker);
        List<Peer> peers = List.of(new Peer(EtcdSystem.NAME, EtcdSystem::installed, suite));
        Path home = home();
        new Contest(
                        controlled ? "etcd-access" : "etcd",
                        peers,
                        options,
                        work -> MeridianSystem.cluster(home, work),
                        home,
                        Machine.clock(),
                        ticker)
                .run(suite, progress, spec.commandLine().getOut());
        return 0;
    }

    static Path home() {
        return Optional.ofNullable(System.getProperty("meridian.home"))
                .map(Path::of)
                .orElseThrow(() -> new BenchFailure("Start the benchmarks by ./meridian bench."));
    }
}
