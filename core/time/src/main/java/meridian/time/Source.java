package meridian.time;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What we know of one server, or of the clock that PTP follows. */
final class Source {
    private static final int REACH_BITS = 0xff;

    private final String name;
    private final SourceMemory memory = new SourceMemory();
    private @Nullable InetAddress answeredFrom;
    private int reach;
    private boolean kernelStamps;
    private String trouble;

    /**
     * @param name for whoever looks at the status
     * @param trouble why it cannot be used yet
     */
    Source(String name, String trouble) {
        this.name = name;
        this.trouble = trouble;
    }

    String name() {
        return name;
    }

    void take(@Nullable InetAddress from, Reply.Answer answer, Rate rate) {
        reach = ((reach << 1) | 1) & REACH_BITS;
        answeredFrom = from;
        kernelStamps = answer.kernelStamps();
        trouble = "";
        answer.earlier().ifPresent(exchange -> memory.complete(exchange, rate));
        memory.add(answer.exchange(), rate);
    }

    void miss(String reason) {
        reach = (reach << 1) & REACH_BITS;
        trouble = reason;
    }

    void forget() {
        memory.forget();
    }

    /** In which the true time is by this server, if it answered any of the last eight questions. */
    Optional<Span> span(long tick, Rate rate) {
        return reach == 0 ? Optional.empty() : memory.span(tick, rate);
    }

    Optional<Leap> leap() {
        return memory.latest().map(latest -> latest.upstream().leap());
    }

    /** What is passed on to those who ask us. */
    Optional<Lineage> lineage() {
        return memory.latest().map(latest -> Lineage.below(latest, answeredFrom));
    }

    TimeStatus.SourceStatus status(TimeStatus.Mark mark, Duration poll, Rate rate, TrueTime.Moment moment) {
        Optional<Exchange> latest = memory.latest();
        Optional<Span> now = memory.span(moment.tick(), rate);
        return new TimeStatus.SourceStatus(
                name,
                mark,
                latest.map(answer -> answer.upstream().stratum()).orElse(0),
                reach,
                poll,
                latest.map(answer -> Duration.ofNanos(moment.tick() - answer.heard())),
                now.map(span -> Duration.ofNanos(span.middle() - moment.time())),
                memory.leastDelay().map(Duration::ofNanos),
                memory.jitter().map(Duration::ofNanos),
                now.map(span -> Duration.ofNanos(span.width() / 2)),
                kernelStamps,
                trouble);
    }
}
