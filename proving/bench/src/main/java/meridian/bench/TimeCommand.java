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

/** {@code bench time}: a node as a time server next to chrony. */
@Command(name = "time", description = "Runs chronyd and a node in turn, with clients that ask for the time.")
final class TimeCommand implements Callable<Integer> {
    @Mixin
    private RaceOptions options = new RaceOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Ticker ticker = Machine.ticker();
        Path home = EtcdCommand.home();
        Suite suite = new TimeSuite(ticker);
        List<Peer> peers = List.of(new Peer(ChronySystem.NAME, ChronySystem::installed, suite));
        new Contest(
                        "time",
                        peers,
                        options,
                        work -> new MeridianTimeSystem(home, work, ChronySystem.installed()),
                        home,
                        Machine.clock(),
                        ticker)
                .run(
                        suite,
                        new Progress(spec.commandLine().getErr()),
                        spec.commandLine().getOut());
        return 0;
    }
}
