package meridian.bench;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import meridian.base.Machine;
import meridian.base.Ticker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bench etcd}: Meridian next to etcd, under the same clients of the etcd API. */
@Command(name = "etcd", description = "Runs etcd and Meridian in turn, three nodes each, under the same load.")
final class EtcdCommand implements Callable<Integer> {
    static final String PEER = "etcd";

    @Mixin
    private RaceOptions options = new RaceOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Progress progress = new Progress(spec.commandLine().getErr());
        Ticker ticker = Machine.ticker();
        EtcdSuite suite = new EtcdSuite(options.space(), progress, ticker);
        new Contest("etcd", PEER, options, home(), Machine.clock(), ticker)
                .run(suite, EtcdCommand::installed, progress, spec.commandLine().getOut());
        return 0;
    }

    static SystemUnderTest installed() {
        return EtcdSystem.installed(Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin"));
    }

    static Path home() {
        return Optional.ofNullable(System.getProperty("meridian.home"))
                .map(Path::of)
                .orElseThrow(() -> new BenchFailure("Start the benchmarks by ./meridian bench."));
    }
}
