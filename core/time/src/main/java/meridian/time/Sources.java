package meridian.time;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that tell us the time: servers, and the clock that PTP follows. Knows what they say together. */
final class Sources {
    private final List<Source> servers;
    private final Optional<Source> ptp;
    private final int quorum;
    private final RateHistory truths = new RateHistory();
    private Rate rate = Rate.UNKNOWN;

    Sources(TimeConfig config) {
        this.servers = config.servers().stream()
                .map(server -> new Source(name(server), "not asked yet"))
                .toList();
        this.ptp = config.ptp().map(port -> new Source("ptp " + port.card(), "no clock announces itself"));
        this.quorum = config.quorum();
    }

    private static String name(TimeConfig.Server server) {
        return server.address() + (server.nts() ? " nts" : "");
    }

    /** One of each server, in the order of the configuration. */
    List<Source> servers() {
        return servers;
    }

    Optional<Source> ptp() {
        return ptp;
    }

    private Stream<Source> all() {
        return Stream.concat(servers.stream(), ptp.stream());
    }

    void take(Source source, @Nullable InetAddress from, Reply.Answer answer) {
        source.take(from, answer, rate);
    }

    void forget() {
        all().forEach(Source::forget);
        forgetRate();
    }

    /** How fast the monotonic clock ran says nothing about how fast it runs now. */
    void forgetRate() {
        truths.forget();
        rate = Rate.UNKNOWN;
    }

    /** Learns from where the true time is now how fast it goes. */
    Rate measure(Span truth) {
        rate = truths.add(truth);
        return rate;
    }

    /**
     * Where the true time is by all that is known. PTP's clock is one voice: it makes the span narrower where servers
     * agree with it, and is outvoted where two of them agree on another time.
     */
    Optional<Span> agreed(long tick) {
        Optional<Span> byServers = byServers(tick);
        Optional<Span> byPtp = ptp.flatMap(source -> source.span(tick, rate));
        if (byServers.isEmpty() || byPtp.isEmpty()) {
            return byServers.or(() -> byPtp);
        }
        Optional<Span> byBoth = byServers.get().meet(byPtp.get());
        return byBoth.isEmpty() && agreeing(byServers.get()).size() > 1 ? byServers : byBoth;
    }

    /** The same, if only servers are believed. */
    Optional<Span> byServers(long tick) {
        List<Span> spans = servers.stream()
                .flatMap(source -> source.span(tick, rate).stream())
                .toList();
        return Selection.agreed(spans, quorum);
    }

    private List<Source> agreeing(Span truth) {
        return all().filter(source -> agrees(source, truth)).toList();
    }

    private boolean agrees(Source source, Span truth) {
        return source.span(truth.tick(), rate).flatMap(truth::meet).isPresent();
    }

    /** The one that knows the time best, of those that agree. */
    private Optional<Source> best(Span truth) {
        return agreeing(truth).stream()
                .min(Comparator.comparingLong(
                        source -> source.span(truth.tick(), rate).orElseThrow().width()));
    }

    /** What is passed on: the way to the one that knows the time best, and a leap if most of those that agree announce it. */
    Optional<Lineage> lineage(Span truth) {
        return best(truth).flatMap(Source::lineage).map(lineage -> lineage.with(leap(truth)));
    }

    private Leap leap(Span truth) {
        List<Leap> announced = agreeing(truth).stream()
                .flatMap(source -> source.leap().stream())
                .toList();
        return Stream.of(Leap.SECOND_INSERTED, Leap.SECOND_DELETED)
                .filter(leap -> 2 * Collections.frequency(announced, leap) > announced.size())
                .findFirst()
                .orElse(Leap.NONE);
    }

    String agreement(Span truth) {
        long answering = answering(truth.tick());
        return answering == 1
                ? "the one " + noun() + " that answers is believed"
                : agreeing(truth).size() + " of " + answering + " " + noun() + "s that answer agree";
    }

    String disagreement(long tick) {
        long answering = answering(tick);
        if (answering == 0) {
            return "no " + noun() + " answers";
        }
        return answering < quorum
                ? "only " + answering + " of the " + quorum + " servers that have to agree answer"
                : "of " + answering + " " + noun() + "s that answer too few agree";
    }

    private long answering(long tick) {
        return all().filter(source -> source.span(tick, rate).isPresent()).count();
    }

    private String noun() {
        return ptp.isPresent() ? "source" : "server";
    }

    /** @param polls how often each one tells */
    List<TimeStatus.SourceStatus> status(List<Duration> polls, Optional<Span> truth, TrueTime.Moment moment) {
        List<TimeStatus.SourceStatus> statuses = new ArrayList<>();
        Iterator<Duration> pauses = polls.iterator();
        all().forEach(source -> statuses.add(source.status(mark(source, truth), pauses.next(), rate, moment)));
        return statuses;
    }

    private TimeStatus.Mark mark(Source source, Optional<Span> truth) {
        if (truth.isEmpty() || source.span(truth.get().tick(), rate).isEmpty()) {
            return TimeStatus.Mark.UNUSABLE;
        }
        if (!agrees(source, truth.get())) {
            return TimeStatus.Mark.LIES;
        }
        boolean chosen = best(truth.get()).filter(best -> best == source).isPresent();
        return chosen ? TimeStatus.Mark.CHOSEN : TimeStatus.Mark.AGREES;
    }
}
