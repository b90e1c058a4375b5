package meridian.time;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import meridian.base.Address;
import meridian.base.Clock;
import meridian.base.Randomness;
import meridian.base.Ticker;
import org.jspecify.annotations.Nullable;

/** Asks servers for the time a few times, for somebody who wants to know it now. */
public final class NtpQuery implements AutoCloseable {
    /** A server is not asked faster than so, whoever waits. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final StampClock clocks;
    private final TimeSockets sockets;
    private final NtpClient client;

    public NtpQuery(Clock machine, Ticker ticker, Randomness randomness, Duration patience) {
        this.clocks = new StampClock(machine, ticker);
        this.sockets = new TimeSockets(Kernel.load(), machine, ticker);
        this.client = new NtpClient(sockets, ticker, randomness, patience);
    }

    /** Asks every server so many times, and gives up on one that does not answer. */
    public Report ask(List<Address> servers, int samples) throws InterruptedException {
        List<Asked> asked = servers.stream().map(Asked::new).toList();
        for (int i = 0; i < samples; i++) {
            if (i > 0) {
                Thread.sleep(PAUSE);
            }
            asked.stream().filter(Asked::isWorthwhile).forEach(Asked::ask);
        }
        StampClock.Reading reading = clocks.read();
        return new Report(asked.stream().map(one -> one.result(reading)).toList(), verdict(asked, reading));
    }

    /** What the servers say together: the span in which a majority of those that answer agrees. */
    private static Optional<Verdict> verdict(List<Asked> asked, StampClock.Reading reading) {
        List<Span> spans =
                asked.stream().flatMap(one -> one.span(reading).stream()).toList();
        return Selection.agreed(spans, 1).map(truth -> {
            int agreeing = (int)
                    spans.stream().filter(span -> span.meet(truth).isPresent()).count();
            return new Verdict(offset(truth, reading), bound(truth), agreeing, asked.size());
        });
    }

    private static Duration offset(Span truth, StampClock.Reading reading) {
        return Duration.ofNanos(truth.middle() - reading.wall());
    }

    private static Duration bound(Span truth) {
        return Duration.ofNanos(truth.width() / 2 + 1);
    }

    @Override
    public void close() {
        sockets.close();
    }

    /** @param verdict empty when no majority of those that answer agrees */
    public record Report(List<Result> results, Optional<Verdict> verdict) {}

    /**
     * What one server says.
     *
     * @param offset the true time less the machine's; empty without a usable answer, and then there is trouble to tell
     * @param bound how wrong the offset may be
     */
    public record Result(
            Address server,
            Optional<Duration> offset,
            Optional<Duration> bound,
            Optional<Duration> delay,
            int stratum,
            String reference,
            String leap,
            int answers,
            boolean kernelStamps,
            String trouble) {}

    /** What they say together. */
    public record Verdict(Duration offset, Duration bound, int agreeing, int asked) {}

    private final class Asked {
        private final Address server;
        private final SourceMemory memory = new SourceMemory();
        private int answers;
        private @Nullable String trouble;
        private boolean kernelStamps;

        Asked(Address server) {
            this.server = server;
        }

        boolean isWorthwhile() {
            return trouble == null;
        }

        void ask() {
            Reply reply = client.ask(new InetSocketAddress(server.host(), server.port()));
            if (reply instanceof Reply.Answer answer) {
                memory.add(answer.exchange());
                kernelStamps = answer.kernelStamps();
                answers++;
            } else {
                trouble = reply.complaint();
            }
        }

        Optional<Span> span(StampClock.Reading reading) {
            return memory.span().map(span -> span.at(reading.tick()).widened(reading.error()));
        }

        Result result(StampClock.Reading reading) {
            Optional<Span> span = span(reading);
            Optional<Exchange.Upstream> upstream = memory.latest().map(Exchange::upstream);
            return new Result(
                    server,
                    span.map(truth -> offset(truth, reading)),
                    span.map(NtpQuery::bound),
                    memory.leastDelay().map(Duration::ofNanos),
                    upstream.map(Exchange.Upstream::stratum).orElse(0),
                    upstream.map(Exchange.Upstream::referenceText).orElse(""),
                    upstream.map(known -> known.leap().text()).orElse(""),
                    answers,
                    kernelStamps,
                    trouble == null ? "" : trouble);
        }
    }
}
