package meridian.time;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import meridian.base.Clock;
import meridian.base.NodeId;
import meridian.base.Ticker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

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
    private final Steering steering;
    private final Ticker ticker;
    private final StampClock clocks;
    private final Sources sources;
    private final RateFit fit = new RateFit();
    private final CommonTime common;

    private final OwnClock own;

    TrueTime(TimeConfig config, Steering steering, Clock machine, Ticker ticker) {
        this.config = config;
        this.steering = steering;
        this.ticker = ticker;
        this.clocks = new StampClock(machine, ticker);
        this.sources = new Sources(config);
        this.common = new CommonTime(config.peersApartMax());
        Knowledge nothing =
                Knowledge.none(Now.State.FREE_RUNNING, "no server has told the time yet", clocks.read(), null);
        this.own = new OwnClock(machine, ticker, nothing);
    }

    /** One of each server, in the order of the configuration. */
    List<Source> servers() {
        return sources.servers();
    }

    /** The clock that PTP follows. */
    Optional<Source> ptp() {
        return sources.ptp();
    }

    Now now() {
        OwnClock.Look look = own.look();
        Knowledge known = look.known();
        long slept = look.slept();
        if (Math.abs(slept) > DISRUPTION_FROM && isDisrupted(known)) {
            disrupt(known);
            return now();
        }
        if (known.truth() == null) {
            return Now.unknown(known.state(), look.time());
        }
        Span span = known.at(look.tick()).orElseThrow();
        Now now = new Now(known.state(), look.time(), span.earliest(), span.latest() + late(look));
        return isTooVague(now) ? Now.unknown(Now.State.FREE_RUNNING, look.time()) : now;
    }

    /** The machine may have been still between the two readings, or have slept for less than is noticed. */
    private static long late(OwnClock.Look look) {
        return Math.max(0, look.slept() - look.known().reading().error());
    }

    /** What our clock shows: the machine's time until somebody has told a better one, and from then on never less. */
    long unixNanos() {
        return own.unixNanos();
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
        log.atLevel(known.truth() == null ? Level.INFO : Level.WARN)
                .log("What time it is, is not known until a server or most nodes tell: {}", reason);
        sources.forget();
        common.forget();
        fit.forget();
        Now.State state = known.course() == null ? Now.State.FREE_RUNNING : Now.State.DISRUPTED;
        own.know(tick -> Knowledge.none(state, reason, reading, known.course()));
    }

    /** What all that is known began with: another one means that everything was forgotten. */
    StampClock.Reading epoch() {
        return own.knowledge().reading();
    }

    /** Sees whether what is known still holds. To be called every second or so. */
    synchronized void watch() {
        now();
        // A sleep that is too short to forget everything for would be taken for a clock that runs slow.
        if (!steering.isAbsent() || !clocks.read().isOfOneClock(epoch())) {
            sources.forgetRate();
            Knowledge known = own.knowledge();
            own.know(_ -> known.withoutRate());
        }
    }

    /** Takes in what became of a question. */
    synchronized void heard(Source source, @Nullable InetAddress from, Reply reply) {
        watch();
        if (reply instanceof Reply.Answer answer
                && isOfThisEpoch(answer.exchange().asked())) {
            sources.take(source, from, answer);
            sources.agreed(ticker.nanos()).ifPresentOrElse(this::believe, this::holdOver);
            return;
        }
        source.miss(
                reply instanceof Reply.Answer
                        ? "it was asked before the machine slept or its clock was set"
                        : reply.complaint());
        if (sources.agreed(ticker.nanos()).isEmpty()) {
            holdOver();
        }
    }

    /** What it said counts no more, since it is another one now. */
    synchronized void forget(Source source) {
        source.forget();
    }

    private boolean isOfThisEpoch(long asked) {
        return asked - own.knowledge().reading().tick() > 0;
    }

    /** Says which other nodes there are, and goes by what is known of their clocks. */
    synchronized void met(Set<NodeId> peers) {
        common.met(peers);
        follow();
    }

    synchronized void heard(PeerClock clock) {
        now();
        if (isOfThisEpoch(clock.asked())) {
            common.heard(clock);
            follow();
        }
    }

    /** Goes with most of the nodes, as long as no server tells the time. */
    private void follow() {
        if (own.knowledge().truth() == null) {
            StampClock.Reading reading = clocks.read();
            common.agreed(reading).ifPresentOrElse(agreement -> follow(agreement, reading), () -> goAlone(reading));
        }
    }

    private void follow(CommonTime.Agreement agreement, StampClock.Reading reading) {
        Knowledge known = own.knowledge();
        Span span = agreement.span();
        String reason = agreement.text(reading);
        if (agreement.withUs() == known.isOutvoted()) {
            log.warn("The time is that of most nodes: {}", reason);
        }
        long target = agreement.withUs() ? Math.clamp(reading.wall(), span.earliest(), span.latest()) : span.middle();
        own.know(tick -> Knowledge.common(
                Now.State.COMMON, reason, known.reading(), steered(known, span, target, 0, tick), !agreement.withUs()));
    }

    /** The course from a moment on, towards what was found to be the time a little before. */
    private static Course steered(Knowledge known, Span truth, long target, double rate, long tick) {
        Span later = truth.at(Math.max(tick, truth.tick()));
        long moved = target + later.tick() - truth.tick();
        Course course = known.course();
        return course == null ? Course.from(later.tick(), moved) : course.steered(later, moved, rate);
    }

    /** Without most of the nodes a machine's clock is followed that was right when they were there. */
    private void goAlone(StampClock.Reading reading) {
        Knowledge known = own.knowledge();
        Course course = known.course();
        if (course == null || known.state() == Now.State.DISRUPTED) {
            return;
        }
        String reason = "no server tells the time, and too few nodes can be reached or agree";
        Span ours = common.ours(reading);
        own.know(tick -> Knowledge.common(
                Now.State.FREE_RUNNING,
                reason,
                known.reading(),
                known.isOutvoted() ? course : steered(known, ours, reading.wall(), 0, tick),
                known.isOutvoted()));
    }

    /** By how much our clock may be wrong after a while if only servers are believed; nothing when they do not agree. */
    synchronized Optional<Duration> boundByServers(Duration later) {
        now();
        OwnClock.Look look = own.look();
        long tick = look.tick() + later.toNanos();
        long time = look.time() + later.toNanos();
        return sources.byServers(tick)
                .map(span -> new Now(Now.State.SYNCHRONISED, time, span.earliest(), span.latest() + late(look)))
                .filter(now -> !isTooVague(now))
                .flatMap(Now::bound);
    }

    /** What our clock showed, or will show if nothing is heard, at a moment of the monotonic one. */
    long unixNanosAt(long tick) {
        OwnClock.Look look = own.look();
        Course course = look.known().course();
        return course == null ? look.time() + tick - look.tick() : course.at(tick);
    }

    private void believe(Span truth) {
        Knowledge known = own.knowledge();
        fit.add(truth);
        long target = fit.likeliest();
        if (known.state() != Now.State.SYNCHRONISED) {
            log.info("The time is known to {} µs", truth.width() / 2_000);
        }
        String reason = sources.agreement(truth);
        Rate measured = sources.measure(truth);
        Lineage lineage = sources.lineage(truth).orElseThrow();
        own.know(tick -> new Knowledge(
                Now.State.SYNCHRONISED,
                reason,
                truth,
                measured,
                known.reading(),
                steered(known, truth, target, fit.rate(), tick),
                lineage,
                false));
    }

    private void holdOver() {
        Knowledge known = own.knowledge();
        String reason = sources.disagreement(ticker.nanos());
        if (known.truth() != null) {
            if (known.state() == Now.State.SYNCHRONISED) {
                log.warn("The time is known less well from now on: {}", reason);
            }
            own.know(tick -> known.aged(reason));
        } else if (known.state() != Now.State.COMMON) {
            own.know(tick -> Knowledge.none(known.state(), reason, known.reading(), known.course()));
        }
    }

    /** Where our time comes from, once it is known. */
    Optional<Provenance> provenance() {
        Knowledge known = own.knowledge();
        return known.truth() == null || known.lineage() == null || known.course() == null
                ? Optional.empty()
                : Optional.of(new Provenance(
                        known.lineage(), known.course().at(known.truth().tick())));
    }

    synchronized TimeStatus status(
            List<Duration> polls, Optional<TimeStatus.PtpStatus> link, Optional<TimeStatus.ServerCounts> served) {
        Now now = now();
        Knowledge known = own.knowledge();
        Moment moment = new Moment(ticker.nanos(), now.time());
        Optional<Span> truth = known.at(moment.tick());
        List<TimeStatus.SourceStatus> all = sources.status(polls, truth, moment);
        boolean vague = known.truth() != null && !now.isBounded();
        String reason =
                vague ? known.reason() + ", and the time may be wrong by more than time.bound-max" : known.reason();
        return new TimeStatus(now, reason, known.isOutvoted(), fit.rate() * PPM, all, peers(moment), link, served);
    }

    private List<TimeStatus.PeerStatus> peers(Moment moment) {
        Optional<CommonTime.Agreement> agreement = common.agreed(clocks.read());
        return common.peers().stream()
                .sorted(Comparator.comparing(NodeId::name))
                .map(peer -> common.status(peer, agreement, moment))
                .toList();
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
}
