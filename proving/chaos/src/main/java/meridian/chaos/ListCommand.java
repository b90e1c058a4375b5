package meridian.chaos;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import meridian.chaos.host.Mechanisms;
import meridian.chaos.load.WorkloadKind;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Shows what can be chosen from. */
@Command(name = "list", description = "Lists the faults and the workloads, and what is missing here.")
final class ListCommand implements Callable<Integer> {
    private static final String LINE = "  %-18s %-18s %6s  %s%n";

    private final PrintWriter out;

    ListCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        Mechanisms machine = Product.installed().probe();
        out.printf(LINE, "KIND", "FAULT", "WEIGHT", "MEANING");
        for (Fault fault : Faults.all()) {
            String meaning = machine.missing(fault.needs())
                    .map(why -> fault.meaning() + " (not here: " + why + ")")
                    .orElse(fault.meaning());
            out.printf(LINE, fault.kind(), fault.name(), fault.weight(), meaning);
        }
        out.printf("%n  %-18s %s%n", "WORKLOAD", "MEANING");
        WorkloadKind.all().forEach(kind -> out.printf("  %-18s %s%n", kind.word(), kind.meaning()));
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
