package meridian.bench;

import java.util.Locale;
import java.util.Map;

/**
 * What one measured window showed.
 *
 * @param serverMicrosPerOperation processor time of all nodes, JIT compiler and garbage collector included
 * @param generatorMicrosPerOperation processor time of the load generator, which shares the machine
 * @param residentMegabytes memory of all nodes at the end of the window
 * @param errors how often each error text came
 */
record LoadFigures(
        long operations,
        double operationsPerSecond,
        double p50Millis,
        double p99Millis,
        double maxMillis,
        double serverMicrosPerOperation,
        double generatorMicrosPerOperation,
        double residentMegabytes,
        Map<String, Long> errors) {
    LoadFigures {
        errors = Map.copyOf(errors);
    }

    /** The usages are what was spent during the window. */
    static LoadFigures of(Window window, ProcessUsage servers, ProcessUsage generator) {
        double operations = Math.max(1, window.operations());
        return new LoadFigures(
                window.operations(),
                window.operationsPerSecond(),
                window.millisAt(50),
                window.millisAt(99),
                window.maxMillis(),
                servers.cpuMicros() / operations,
                generator.cpuMicros() / operations,
                servers.residentBytes() / 1e6,
                window.errors());
    }

    String text() {
        String figures = String.format(
                Locale.ROOT,
                "%,.0f/s, p50 %.2f ms, p99 %.2f ms, %.0f µs CPU per operation, %,.0f MB",
                operationsPerSecond,
                p50Millis,
                p99Millis,
                serverMicrosPerOperation,
                residentMegabytes);
        return errors.isEmpty() ? figures : figures + ", ERRORS " + errors;
    }

    long errorCount() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }
}
