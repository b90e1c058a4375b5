package meridian.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import meridian.base.Machine;
import meridian.base.Ticker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bench locks}: Meridian's locks and elections next to etcd's, and to the locks of ZooKeeper. */
@Command(
        name = "locks",
        description = "Runs etcd, ZooKeeper and Meridian in turn, three nodes each, with clients that lock and unlock.")
final class LocksCommand implements Callable<Integer> {
    @Mixin
    private RaceOptions options = new RaceOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Ticker ticker = Machine.ticker();
        Path home = EtcdCommand.home();
        LockSuite locks =
                new LockSuite(new EtcdProtocol(Access.OPEN, ticker), new JetcdLibrary(JetcdLibrary.Kind.LOCK), ticker);
        Suite suite = new ElectionSuite(locks, new JetcdLibrary(JetcdLibrary.Kind.ELECTION));
        Suite curator = new LockSuite(new ZooKeeperProtocol(ticker), new CuratorLibrary(), ticker);
        List<Peer> peers = List.of(
                new Peer(EtcdSystem.NAME, EtcdSystem::installed, suite),
                new Peer(ZooKeeperSystem.NAME, () -> ZooKeeperSystem.builtWith(home), curator));
        new Contest("locks", peers, options, work -> MeridianSystem.cluster(home, work), home, Machine.clock(), ticker)
                .run(
                        suite,
                        new Progress(spec.commandLine().getErr()),
                        spec.commandLine().getOut());
        return 0;
    }
}
