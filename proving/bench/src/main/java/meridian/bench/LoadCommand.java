package meridian.bench;

import java.util.List;
import java.util.concurrent.Callable;
import meridian.base.Address;
import meridian.base.Machine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench load}: writes many keys into a running cluster and reads a sample of them back. */
@Command(name = "load", description = "Writes many keys into a running cluster and reads a sample of them back.")
final class LoadCommand implements Callable<Integer> {
    @Option(names = "--endpoints", required = true, split = ",", description = "host:port of the nodes")
    private List<String> endpoints = List.of();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Option(
            names = "--in-flight",
            defaultValue = "64",
            description = "how many batches of 100 keys wait at a time (default: ${DEFAULT-VALUE})")
    private int inFlight;

    @Option(
            names = "--sample",
            defaultValue = "10000",
            description = "how many keys to read back (default: ${DEFAULT-VALUE})")
    private long sample;

    @Option(names = "--verify-only", description = "write nothing, only read back what an earlier load wrote")
    private boolean verifyOnly;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Progress progress = new Progress(spec.commandLine().getErr());
        List<Address> addresses = endpoints.stream().map(LoadCommand::address).toList();
        Load load = new Load(addresses, keys.space(false), inFlight, progress, Machine.ticker());
        if (!verifyOnly) {
            report("written", load.write());
        }
        report("read back and compared", load.verify(sample));
        return 0;
    }

    private void report(String verb, Load.Outcome outcome) {
        spec.commandLine()
                .getOut()
                .printf(
                        "%,d keys %s in %.1f s: %,.0f keys/s%n",
                        outcome.keys(), verb, outcome.length().toMillis() / 1e3, outcome.keysPerSecond());
        outcome.errors()
                .forEach((text, count) ->
                        spec.commandLine().getOut().printf("  met %d times, then overcome: %s%n", count, text));
    }

    private static Address address(String text) {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BenchFailure("--endpoints: " + e.getMessage(), e);
        }
    }
}
