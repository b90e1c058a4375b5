package meridian.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import meridian.base.Address;
import meridian.base.Machine;
import meridian.time.NtpQuery;
import meridian.time.TimeConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "query",
        description = "Asks NTP servers once how wrong this machine's clock is, and sets nothing.",
        footer = {
            "",
            "The offset is the true time less the machine's: +2 s means that this clock is two seconds behind. It may be",
            "wrong by the bound. Several servers are asked together, and what most of them say is told in the end.",
            "",
            "Ends with 0 when at least one server told the time and most of those that did agree, else with 1.",
            "",
            "Examples:",
            "  meridian time query 127.0.0.1:11123",
            "  meridian time query a.example.org b.example.org c.example.org --output json"
        })
final class TimeQueryCommand implements Callable<Integer> {
    private static final int SAMPLES_MAX = 100;
    private static final long MILLIS_MAX = 60_000;

    @Parameters(arity = "1..*", paramLabel = "HOST[:PORT]", description = "The servers; on port 123 if none is said.")
    private List<String> servers = List.of();

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "How often each is asked, half a second apart (default: ${DEFAULT-VALUE}).",
            defaultValue = "4")
    private int samples;

    @Option(
            names = "--timeout",
            paramLabel = "MILLIS",
            description = "How long a server may take to answer (default: ${DEFAULT-VALUE}).",
            defaultValue = "1000")
    private long timeout;

    @Option(names = "--output", paramLabel = "FORMAT", description = "text or json (default: text).")
    private OutputFormat output = OutputFormat.text;

    private final Screen screen;

    TimeQueryCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws InterruptedException {
        checkRange("--samples", samples, SAMPLES_MAX);
        checkRange("--timeout", timeout, MILLIS_MAX);
        List<Address> addresses =
                servers.stream().map(TimeQueryCommand::address).toList();
        try (NtpQuery query =
                new NtpQuery(Machine.clock(), Machine.ticker(), Machine.randomness(), Duration.ofMillis(timeout))) {
            NtpQuery.Report report = query.ask(addresses, samples);
            show(report);
            return report.verdict().isPresent() ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private static void checkRange(String option, long value, long max) {
        if (value < 1 || value > max) {
            throw new Failure(option + " " + value + " is not between 1 and " + max + ".");
        }
    }

    private static Address address(String text) {
        try {
            return Address.parse(text, TimeConfig.NTP_PORT);
        } catch (IllegalArgumentException e) {
            throw new Failure("'" + text + "' is not a server: give HOST or HOST:PORT.");
        }
    }

    private void show(NtpQuery.Report report) {
        switch (output) {
            case json -> screen.json(json(report));
            case text -> {
                screen.table(rows(report.results()));
                screen.say(conclusion(report));
            }
        }
    }

    static List<List<String>> rows(List<NtpQuery.Result> results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("SERVER", "STRATUM", "REFERENCE", "OFFSET", "BOUND", "DELAY", "ANSWERS", "STAMPS", ""));
        for (NtpQuery.Result result : results) {
            rows.add(List.of(
                    result.server().toString(),
                    Integer.toString(result.stratum()),
                    result.reference(),
                    result.offset().map(Amount::signed).orElse("-"),
                    result.bound().map(Amount::of).orElse("-"),
                    result.delay().map(Amount::of).orElse("-"),
                    Integer.toString(result.answers()),
                    result.kernelStamps() ? "kernel" : "own",
                    result.trouble()));
        }
        return rows;
    }

    static String conclusion(NtpQuery.Report report) {
        return report.verdict()
                .map(verdict -> "This clock is off by " + Amount.signed(verdict.offset()) + ", give or take "
                        + Amount.of(verdict.bound()) + " (" + verdict.agreeing() + " of " + verdict.asked()
                        + (verdict.asked() == 1 ? " server)" : " servers)"))
                .orElse(
                        report.results().stream()
                                        .allMatch(result -> result.offset().isEmpty())
                                ? "No server told the time."
                                : "The servers contradict each other, and no majority agrees.");
    }

    static ObjectNode json(NtpQuery.Report report) {
        ObjectNode root = Screen.object();
        root.putArray("servers")
                .addAll(report.results().stream().map(TimeQueryCommand::json).toList());
        root.set("verdict", report.verdict().map(TimeQueryCommand::json).orElse(null));
        return root;
    }

    private static ObjectNode json(NtpQuery.Result result) {
        return Screen.object()
                .put("server", result.server().toString())
                .put("stratum", result.stratum())
                .put("reference", result.reference())
                .put("leap", result.leap())
                .put("offsetSeconds", seconds(result.offset()))
                .put("boundSeconds", seconds(result.bound()))
                .put("delaySeconds", seconds(result.delay()))
                .put("answers", result.answers())
                .put("kernelStamps", result.kernelStamps())
                .put("trouble", result.trouble());
    }

    private static ObjectNode json(NtpQuery.Verdict verdict) {
        return Screen.object()
                .put("offsetSeconds", Amount.seconds(verdict.offset()))
                .put("boundSeconds", Amount.seconds(verdict.bound()))
                .put("agreeing", verdict.agreeing())
                .put("asked", verdict.asked());
    }

    private static @Nullable Double seconds(Optional<Duration> time) {
        return time.map(Amount::seconds).orElse(null);
    }
}
