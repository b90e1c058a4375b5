package meridian.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import meridian.base.Clock;
import meridian.base.Ticker;

/** One run of a side-by-side benchmark, from its options to its report. */
final class Contest {
    private final String benchmark;
    private final List<Peer> peers;
    private final RaceOptions options;
    private final Function<Path, SystemUnderTest> subject;
    private final Path home;
    private final Clock clock;
    private final Ticker ticker;

    /**
     * @param benchmark the name of the benchmark
     * @param peers the systems to compare with; the goals are about the first
     * @param subject Meridian, with a folder for what its commands say
     * @param home the folder of the sources, where the launcher is
     */
    Contest(
            String benchmark,
            List<Peer> peers,
            RaceOptions options,
            Function<Path, SystemUnderTest> subject,
            Path home,
            Clock clock,
            Ticker ticker) {
        this.benchmark = benchmark;
        this.peers = List.copyOf(peers);
        this.options = options;
        this.subject = subject;
        this.home = home;
        this.clock = clock;
        this.ticker = ticker;
    }

    /**
     * Runs it and prints the result.
     *
     * @param suite what is measured of Meridian
     */
    void run(Suite suite, Progress progress, PrintWriter out) {
        options.check();
        List<Measure> measures = measures(suite);
        String date = Instant.ofEpochMilli(clock.unixMillis())
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        Path usual = home.resolve("proving/bench/target/reports").resolve(benchmark + "-" + date.replace(":", ""));
        Path folder = Folders.create(options.reportOr(usual));
        try (Cleanup cleanup = Cleanup.atExit()) {
            Path work = Folders.createTemporary(options.work());
            cleanup.later(() -> Folders.delete(work));
            List<Contender> contenders = contenders(suite, work);
            Map<String, String> versions = versions(contenders);
            Map<String, String> machine = MachineFacts.gather(work, ticker);
            Race race = new Race(plan(measures, work, folder, progress), cleanup, progress, ticker);
            Race.Result result = race.run(contenders);
            Report report = new Report(
                    benchmark,
                    date,
                    options.quick(),
                    machine,
                    settings(suite),
                    facts(versions, result, work),
                    new Comparison(MeridianSystem.NAME, peerNames(), measures, result.samples()));
            publish(report, folder, progress, out);
        }
    }

    private List<String> peerNames() {
        return peers.stream().map(Peer::name).toList();
    }

    private List<Contender> contenders(Suite suite, Path work) {
        List<String> wanted = options.systemsOf(peerNames(), MeridianSystem.NAME);
        List<Contender> contenders = new ArrayList<>();
        peers.stream()
                .filter(peer -> wanted.contains(peer.name()))
                .forEach(peer -> contenders.add(new Contender(peer.installed().get(), peer.suite())));
        if (wanted.contains(MeridianSystem.NAME)) {
            contenders.add(new Contender(subject.apply(work), suite));
        }
        return contenders;
    }

    private static Map<String, String> versions(List<Contender> contenders) {
        Map<String, String> versions = new LinkedHashMap<>();
        contenders.forEach(
                contender -> versions.put(contender.name(), contender.system().version()));
        return versions;
    }

    private Map<String, String> settings(Suite suite) {
        Map<String, String> settings = new LinkedHashMap<>(options.facts());
        settings.putAll(suite.facts());
        return settings;
    }

    private List<Measure> measures(Suite suite) {
        List<Measure> known = suite.measures();
        List<String> wanted =
                options.measuresOf(known.stream().map(Measure::name).toList());
        return known.stream().filter(measure -> wanted.contains(measure.name())).toList();
    }

    private Race.Plan plan(List<Measure> measures, Path work, Path folder, Progress progress) {
        Profiler profiler = options.profile()
                ? new FlightRecorder(Path.of(System.getProperty("java.home")), folder, progress)
                : Profiler.NONE;
        List<String> names = measures.stream().map(Measure::name).toList();
        boolean leaderOnly = options.target() == RaceOptions.Target.LEADER;
        return new Race.Plan(options.schedule(), Set.copyOf(names), leaderOnly, work, folder.resolve("logs"), profiler);
    }

    /** Folders of this machine tell nothing to those who read the report elsewhere. */
    private Map<String, Report.SystemFacts> facts(Map<String, String> versions, Race.Result result, Path work) {
        Map<String, Report.SystemFacts> facts = new LinkedHashMap<>();
        versions.forEach((name, version) -> {
            String commandLine = result.commandLines()
                    .getOrDefault(name, "unknown")
                    .replace(work.toString(), "WORK")
                    .replace(home.toString(), "HOME")
                    .replace(System.getProperty("java.home"), "JAVA_HOME");
            facts.put(name, new Report.SystemFacts(version, commandLine));
        });
        return facts;
    }

    private void publish(Report report, Path folder, Progress progress, PrintWriter out) {
        String json = new JsonReport(report).text();
        write(folder, "report", report.markdown(), json, progress);
        if (options.record()) {
            write(home.resolve("docs/benchmarks"), benchmark, report.markdown(), json, progress);
        }
        out.println(
                switch (options.output()) {
                    case TEXT -> report.text();
                    case JSON -> json;
                });
        out.flush();
    }

    private static void write(Path folder, String name, String markdown, String json, Progress progress) {
        Folders.create(folder);
        try {
            Files.writeString(folder.resolve(name + ".md"), markdown);
            Files.writeString(folder.resolve(name + ".json"), json + "\n");
        } catch (IOException e) {
            throw new BenchFailure("Cannot write the report to " + folder + ": " + e.getMessage(), e);
        }
        progress.say("report: %s/%s.md and .json", folder, name);
    }
}
