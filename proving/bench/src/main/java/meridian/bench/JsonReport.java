package meridian.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A report as one JSON object. Its {@code ratios} maps the name of each measure to its median ratio to the first peer, and
 * the name with that of another peer behind it to the ratio to that one.
 */
final class JsonReport {
    private final ObjectMapper json = new ObjectMapper();
    private final Report report;
    private final Comparison comparison;

    JsonReport(Report report) {
        this.report = report;
        this.comparison = report.comparison();
    }

    String text() {
        return root().toPrettyString();
    }

    private ObjectNode root() {
        ObjectNode root = json.createObjectNode();
        root.put("benchmark", report.benchmark());
        root.put("date", report.date());
        root.put("quick", report.quick());
        ObjectNode ratios = root.putObject("ratios");
        for (Measure measure : comparison.measures()) {
            for (String peer : comparison.peers()) {
                comparison
                        .ratio(measure, peer)
                        .ifPresent(ratio -> ratios.put(named(measure.name(), peer), rounded(ratio.median())));
            }
        }
        ArrayNode measures = root.putArray("measures");
        comparison.measures().forEach(measure -> describe(measures.addObject(), measure));
        report.machine().forEach(root.putObject("machine")::put);
        report.settings().forEach(root.putObject("settings")::put);
        ObjectNode systems = root.putObject("systems");
        report.systems()
                .forEach((name, facts) -> systems.putObject(name)
                        .put("version", facts.version())
                        .put("commandLine", facts.commandLine()));
        return root;
    }

    private String named(String name, String peer) {
        return peer.equals(comparison.peers().getFirst()) ? name : name + "-" + peer;
    }

    private void describe(ObjectNode node, Measure measure) {
        node.put("name", measure.name());
        node.put("compared", measure.quantity().title());
        node.put("goal", measure.goal().text());
        for (String peer : comparison.peers()) {
            comparison.reached(measure, peer).ifPresent(reached -> node.put("reached", reached));
            comparison.ratio(measure, peer).ifPresent(ratio -> {
                ObjectNode spread = spread(node.putObject(named("ratio", peer)), ratio);
                ArrayNode rounds = spread.putArray("rounds");
                comparison.ratios(measure, peer).forEach(round -> rounds.add(rounded(round)));
            });
        }
        ObjectNode systems = node.putObject("systems");
        for (String system : comparison.systems()) {
            comparison.values(measure, system).ifPresent(values -> {
                ObjectNode of = systems.putObject(system);
                spread(of.putObject("value"), values);
                rounds(of.putArray("rounds"), comparison.samples(measure, system));
            });
        }
    }

    private static void rounds(ArrayNode rounds, List<Sample> samples) {
        for (Sample sample : samples) {
            ObjectNode round = rounds.addObject();
            round.put("round", sample.round());
            round.put("value", rounded(sample.value()));
            sample.load().ifPresent(load -> figures(round, load));
        }
    }

    private static void figures(ObjectNode round, LoadFigures load) {
        round.put("operations", load.operations());
        round.put("operationsPerSecond", rounded(load.operationsPerSecond()));
        round.put("p50Millis", rounded(load.p50Millis()));
        round.put("p99Millis", rounded(load.p99Millis()));
        round.put("maxMillis", rounded(load.maxMillis()));
        round.put("serverCpuMicrosPerOperation", rounded(load.serverMicrosPerOperation()));
        round.put("generatorCpuMicrosPerOperation", rounded(load.generatorMicrosPerOperation()));
        round.put("residentMegabytes", rounded(load.residentMegabytes()));
        round.put("errors", load.errorCount());
        load.errors().forEach(round.putObject("errorTexts")::put);
    }

    private static ObjectNode spread(ObjectNode node, Spread spread) {
        return node.put("median", rounded(spread.median()))
                .put("min", rounded(spread.min()))
                .put("max", rounded(spread.max()));
    }

    /** More digits than these are noise. */
    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
