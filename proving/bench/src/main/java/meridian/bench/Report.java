package meridian.bench;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A comparison with everything that a reader needs to judge it, as text for a terminal and as Markdown.
 *
 * @param quick whether this was only a try, whose numbers mean nothing
 * @param systems for each system its version and how its nodes were started
 */
record Report(
        String benchmark,
        String date,
        boolean quick,
        Map<String, String> machine,
        Map<String, String> settings,
        Map<String, SystemFacts> systems,
        Comparison comparison) {
    private static final String NO_MEASUREMENT =
            "This was a quick try, not a measurement: the windows are short and nothing was warm.";

    record SystemFacts(String version, String commandLine) {}

    String text() {
        StringBuilder text = new StringBuilder();
        if (quick) {
            text.append(NO_MEASUREMENT).append("\n\n");
        }
        text.append(figures().text());
        if (compares()) {
            text.append('\n').append(ratios().text());
        }
        return text.append(errors()).toString();
    }

    String markdown() {
        StringBuilder page = new StringBuilder("# Benchmark: " + benchmark + "\n\n" + date + "\n\n");
        if (quick) {
            page.append("**").append(NO_MEASUREMENT).append("**\n\n");
        }
        if (compares()) {
            page.append(ratios().markdown()).append('\n');
        }
        page.append("Medians over the rounds:\n\n").append(figures().markdown()).append(errors());
        page.append('\n').append(howToRead());
        page.append("\n## Machine and settings\n\n").append(facts(machine)).append(facts(settings));
        systems.forEach((name, facts) ->
                page.append(String.format("- %s %s, first node: `%s`%n", name, facts.version(), facts.commandLine())));
        return page.toString();
    }

    private String howToRead() {
        return String.format("""
                Ratios are %s divided by the system named beside it, each from the same round; the middle one of all \
                rounds is given, with the smallest and the greatest. Latencies come from a closed loop: every client waits for its answer before \
                it asks again, so a stall is seen once per client and not by requests that were never sent \
                (coordinated omission); they compare the systems and promise nothing to an open world. CPU is the \
                processor time of all nodes, JIT compiler and garbage collector included; memory is the sum of \
                their resident sizes. The load generator runs on the same machine.
                """, comparison.subject());
    }

    private boolean compares() {
        return comparison.systems().size() > 1 && comparison.systems().contains(comparison.subject());
    }

    private Table ratios() {
        Table table = new Table("measure", "against", "compared", "ratio", "min – max", "goal", "reached");
        for (Measure measure : comparison.measures()) {
            for (String peer : comparison.peers()) {
                comparison
                        .ratio(measure, peer)
                        .ifPresent(ratio -> table.add(
                                measure.name(),
                                peer,
                                measure.quantity().title(),
                                number("%.2f", ratio.median()),
                                number("%.2f", ratio.min()) + " – " + number("%.2f", ratio.max()),
                                comparison.goal(measure, peer).text(),
                                comparison
                                        .reached(measure, peer)
                                        .map(Report::verdict)
                                        .orElse("–")));
            }
        }
        return table;
    }

    private static String verdict(boolean reached) {
        return reached ? "yes" : "no";
    }

    private Table figures() {
        Table table = new Table(
                "measure",
                "system",
                "value",
                "op/s",
                "p50 ms",
                "p99 ms",
                "max ms",
                "CPU µs/op",
                "load CPU µs/op",
                "memory MB",
                "errors");
        for (Measure measure : comparison.measures()) {
            for (String system : comparison.systems()) {
                comparison
                        .values(measure, system)
                        .ifPresent(value -> table.add(
                                measure.name(),
                                system,
                                measure.quantity() == Measure.Quantity.OPERATIONS_PER_SECOND
                                        ? whole(value.median())
                                        : threeDigits(value.median()),
                                figure(measure, system, Report::whole, LoadFigures::operationsPerSecond),
                                figure(measure, system, Report::threeDigits, LoadFigures::p50Millis),
                                figure(measure, system, Report::threeDigits, LoadFigures::p99Millis),
                                figure(measure, system, Report::threeDigits, LoadFigures::maxMillis),
                                figure(measure, system, Report::threeDigits, LoadFigures::serverMicrosPerOperation),
                                figure(measure, system, Report::threeDigits, LoadFigures::generatorMicrosPerOperation),
                                figure(measure, system, Report::whole, LoadFigures::residentMegabytes),
                                Long.toString(comparison.errors(measure, system))));
            }
        }
        return table;
    }

    private String figure(
            Measure measure, String system, Function<Double, String> text, ToDoubleFunction<LoadFigures> figure) {
        return comparison.figure(measure, system, figure).map(text).orElse("–");
    }

    private static String whole(double value) {
        return number("%,.0f", value);
    }

    /** What takes a few microseconds shows no less of it than what takes seconds. */
    private static String threeDigits(double value) {
        int digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : value >= 0.1 ? 3 : 4;
        return number("%,." + digits + "f", value);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    /** Every error that was met, so that nobody takes a fast refusal for a fast answer. */
    private String errors() {
        String lines = comparison.samples().stream()
                .flatMap(sample -> sample.load().stream()
                        .flatMap(load -> load.errors().entrySet().stream())
                        .map(error -> String.format(
                                "- %s, %s, round %d: %d times: %s%n",
                                sample.measure(), sample.system(), sample.round(), error.getValue(), error.getKey())))
                .collect(Collectors.joining());
        return lines.isEmpty() ? "" : "\nErrors:\n\n" + lines;
    }

    private static String facts(Map<String, String> facts) {
        return facts.entrySet().stream()
                .map(fact -> "- " + fact.getKey() + ": " + fact.getValue() + "\n")
                .collect(Collectors.joining());
    }
}
