package meridian.chaos;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Adds up the rounds of a run. */
final class Tally {
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final Map<String, String> verdicts = new LinkedHashMap<>();
    private int rounds;
    private long writes;
    private long reads;
    private long unknown;

    void add(Round.Plan plan, Round.Report report) {
        rounds++;
        writes += report.writes();
        reads += report.reads();
        unknown += report.unknown();
        plan.faults().forEach(fault -> faults.merge(fault, 1, Integer::sum));
        report.findings()
                .forEach(finding -> verdicts.merge(
                        finding.checker(),
                        finding.isGood() ? "ok" : "WRONG, see below",
                        (before, now) -> before.equals("ok") ? now : before));
    }

    String table(long seed) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("seed", Long.toString(seed));
        rows.put("rounds", Integer.toString(rounds));
        rows.put("operations", writes + " writes, " + reads + " reads, " + unknown + " of unknown outcome");
        faults.forEach((fault, times) -> rows.put(fault.meaning(), times + " times"));
        rows.putAll(verdicts);
        int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
        return rows.entrySet().stream()
                .map(row -> ("  %-" + width + "s  %s").formatted(row.getKey(), row.getValue()))
                .collect(Collectors.joining("\n", "\n", "\n"));
    }
}
