package meridian.time;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import meridian.base.Clock;
import meridian.base.Ticker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what servers answer, and tells what time it is. All that is known goes by the monotonic clock, which does not
 * count while a machine sleeps; so the machine's own clock is read along, and when the distance of the two changes,
 * nothing is known any more until servers have answered again.
 */
final class TrueTime {
    private static final Logger log = LoggerFactory.getLogger(TrueTime.class);

    /** No machine sleeps for less, and clocks that are steered together do not part by as much. */
    private static final long DISRUPTION_FROM = 1_000_000;

    private static final double PPM = 1e6;

    private final TimeConfig config;
    private final Clock machine;
    private final Ticker ticker;
    private final StampClock clocks;
    private final List<Source> sources;
    private final RateFit fit = new RateFit();

    /** The latest time that anybody was shown, so that nobody is shown an earlier one. */
    private final AtomicLong shown = new AtomicLong(Long.MIN_VALUE);

    private volatile Knowledge knowledge;

    TrueTime(TimeConfig config, Clock machine, Ticker ticker) {
        this.config = config;
        this.machine = machine;
        this.ticker = ticker;
        this.clocks = new StampClock(machine, ticker);
        this.sources = config.servers().stream().map(Source::new).toList();
        this.knowledge = Knowledge.none(Now.State.FREE_RUNNING, "no server has told the time yet", clocks.read(), null);
    }

    /** One of each server, in the order of the configuration. */
    List<Source> sources() {
        return sources;
    }

    Now now() {
        Knowledge known = knowledge;
        long tick = ticker.nanos();
        long slept = machine.unixNanos() - tick - known.reading().distance();
        if (Math.abs(slept) > DISRUPTION_FROM && isDisrupted(known)) {
            disrupt(known);
            return now();
        }
        long time = show(known, tick);
        Span truth = known.truth();
        if (truth == null) {
            return Now.unknown(known.state(), time);
        }
        // The machine may have been still between the two readings, or have slept for less than is noticed.
        long late = Math.max(0, slept - known.reading().error());
        Span span = truth.at(Math.max(tick, truth.tick()));
        Now now = new Now(known.state(), time, span.earliest(), span.latest() + late);
        return isTooVague(now) ? Now.unknown(Now.State.FREE_RUNNING, time) : now;
    }

    /** What our clock shows: the machine's time until a server has told a better one, and from then on never less. */
    long unixNanos() {
        return show(knowledge, ticker.nanos());
    }

    private long show(Knowledge known, long tick) {
        Course course = known.course();
        if (course == null) {
            return machine.unixNanos();
        }
        long time = course.at(tick);
        long seen = shown.get();
        while (time > seen && !shown.compareAndSet(seen, time)) {
            seen = shown.get();
        }
        return Math.max(time, seen);
    }

    private boolean isTooVague(Now now) {
        return now.bound().map(bound -> bound.compareTo(config.boundMax()) > 0).orElse(true);
    }

    /** Looks again, with care: the thread may only have waited for a processor between two readings. */
    private boolean isDisrupted(Knowledge known) {
        StampClock.Reading reading = clocks.read();
        long apart = Math.abs(reading.distance() - known.reading().distance());
        return apart - reading.error() - known.reading().error() > DISRUPTION_FROM;
    }

    private synchronized void disrupt(Knowledge known) {
        if (!epoch().equals(known.reading())) {
            return;
        }
        StampClock.Reading reading = clocks.read();
        double seconds = (reading.distance() - known.reading().distance()) / 1e9;
        String reason = String.format("the machine slept, or its clock was set: it moved by %+.3f s", seconds);
        log.warn("What time it is, is not known until a server answers: {}", reason);
        sources.forEach(Source::forget);
        fit.forget();
        Now.State state = known.course() == null ? Now.State.FREE_RUNNING : Now.State.DISRUPTED;
        knowledge = Knowledge.none(state, reason, reading, known.course());
    }

    /** What all that is known began with: another one means that everything was forgotten. */
    StampClock.Reading epoch() {
        return knowledge.reading();
    }

    /** Takes in what became of a question. */
    synchronized void heard(Source source, InetAddress from, Reply reply) {
        now();
        if (reply instanceof Reply.Answer answer && isOfThisEpoch(answer)) {
            source.take(from, answer);
            agreed(ticker.nanos()).ifPresentOrElse(this::believe, this::holdOver);
            return;
        }
        source.miss(
                reply instanceof Reply.Answer
                        ? "it was asked before the machine slept or its clock was set"
                        : reply.complaint());
        if (agreed(ticker.nanos()).isEmpty()) {
            holdOver();
        }
    }

    private boolean isOfThisEpoch(Reply.Answer answer) {
        return answer.exchange().asked() - knowledge.reading().tick() >= 0;
    }

    private Optional<Span> agreed(long tick) {
        List<Span> spans =
                sources.stream().flatMap(source -> source.span(tick).stream()).toList();
        return Selection.agreed(spans, config.quorum());
    }

    private void believe(Span truth) {
        Knowledge known = knowledge;
        fit.add(truth);
        long target = fit.likeliest();
        Course course = known.course() == null
                ? Course.from(truth.tick(), target)
                : known.course().steered(truth, target, fit.rate());
        if (known.state() != Now.State.SYNCHRONISED) {
            log.info("The time is known to {} µs", truth.width() / 2_000);
        }
        Lineage lineage = best(truth).flatMap(Source::lineage).orElseThrow();
        knowledge = new Knowledge(Now.State.SYNCHRONISED, agreement(truth), truth, known.reading(), course, lineage);
    }

    private String agreement(Span truth) {
        long answering = sources.stream()
                .filter(source -> source.span(truth.tick()).isPresent())
                .count();
        return answering == 1
                ? "the one server that answers is believed"
                : agreeing(truth).size() + " of " + answering + " servers that answer agree";
    }

    private List<Source> agreeing(Span truth) {
        return sources.stream().filter(source -> agrees(source, truth)).toList();
    }

    private static boolean agrees(Source source, Span truth) {
        return source.span(truth.tick()).flatMap(truth::meet).isPresent();
    }

    /** The server that knows the time best, of those that agree. */
    private Optional<Source> best(Span truth) {
        return agreeing(truth).stream()
                .min(Comparator.comparingLong(
                        source -> source.span(truth.tick()).orElseThrow().width()));
    }

    private void holdOver() {
        Knowledge known = knowledge;
        String reason = disagreement();
        if (known.truth() == null) {
            knowledge = Knowledge.none(known.state(), reason, known.reading(), known.course());
            return;
        }
        if (known.state() == Now.State.SYNCHRONISED) {
            log.warn("The time is known less well from now on: {}", reason);
        }
        knowledge = new Knowledge(
                Now.State.HOLDOVER, reason, known.truth(), known.reading(), known.course(), known.lineage());
    }

    private String disagreement() {
        long tick = ticker.nanos();
        long answering =
                sources.stream().filter(source -> source.span(tick).isPresent()).count();
        if (answering == 0) {
            return "no server answers";
        }
        return answering < config.quorum()
                ? "only " + answering + " of the " + config.quorum() + " servers that have to agree answer"
                : "of " + answering + " servers that answer too few agree";
    }

    /** Where our time comes from, once it is known. */
    Optional<Provenance> provenance() {
        Knowledge known = knowledge;
        return known.truth() == null || known.lineage() == null || known.course() == null
                ? Optional.empty()
                : Optional.of(new Provenance(
                        known.lineage(), known.course().at(known.truth().tick())));
    }

    synchronized TimeStatus status(List<Duration> polls, Optional<TimeStatus.ServerCounts> served) {
        Now now = now();
        Knowledge known = knowledge;
        Moment moment = new Moment(ticker.nanos(), now.time());
        List<TimeStatus.SourceStatus> all = new ArrayList<>(sources.size());
        for (int i = 0; i < sources.size(); i++) {
            Source source = sources.get(i);
            all.add(source.status(mark(source, known, moment), polls.get(i), moment));
        }
        boolean vague = known.truth() != null && !now.isBounded();
        String reason =
                vague ? known.reason() + ", and the time may be wrong by more than time.bound-max" : known.reason();
        return new TimeStatus(now, reason, fit.rate() * PPM, all, served);
    }

    private TimeStatus.Mark mark(Source source, Knowledge known, Moment moment) {
        Span truth = known.truth();
        if (truth == null || source.span(Math.max(moment.tick(), truth.tick())).isEmpty()) {
            return TimeStatus.Mark.UNUSABLE;
        }
        Span aged = truth.at(Math.max(moment.tick(), truth.tick()));
        if (!agrees(source, aged)) {
            return TimeStatus.Mark.LIES;
        }
        boolean chosen = best(aged).filter(best -> best == source).isPresent();
        return chosen ? TimeStatus.Mark.CHOSEN : TimeStatus.Mark.AGREES;
    }

    /** What the monotonic clock and ours show together. */
    record Moment(long tick, long time) {}

    /** @param updated when, on our clock, servers last agreed */
    record Provenance(Lineage lineage, long updated) {
        /** NTP counts no more than so many servers one behind the other. */
        boolean isNearEnough() {
            return lineage.stratum() <= NtpPacket.STRATUM_MAX;
        }
    }

    /**
     * @param truth where the true time is, if that is known
     * @param reading of both clocks when we began to gather what is known
     * @param course of our own clock, once a server has told the time
     */
    private record Knowledge(
            Now.State state,
            String reason,
            @Nullable Span truth,
            StampClock.Reading reading,
            @Nullable Course course,
            @Nullable Lineage lineage) {

        static Knowledge none(Now.State state, String reason, StampClock.Reading reading, @Nullable Course course) {
            return new Knowledge(state, reason, null, reading, course, null);
        }
    }
}
