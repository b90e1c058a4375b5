package meridian.bench;

import java.util.concurrent.Callable;
import meridian.base.Machine;
import meridian.base.Ticker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bench locks}: Meridian's locks next to etcd's, under the same clients of etcd's lock service. */
@Command(
        name = "locks",
        description = "Runs etcd and Meridian in turn, three nodes each, with clients that lock and unlock.")
final class LocksCommand implements Callable<Integer> {
    @Mixin
    private RaceOptions options = new RaceOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Progress progress = new Progress(spec.commandLine().getErr());
        Ticker ticker = Machine.ticker();
        LockSuite suite = new LockSuite(new EtcdSuite(options.space(), progress, ticker));
        new Contest("locks", EtcdCommand.PEER, options, EtcdCommand.home(), Machine.clock(), ticker)
                .run(suite, EtcdCommand::installed, progress, spec.commandLine().getOut());
        return 0;
    }
}
