package meridian.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import meridian.time.Now;
import meridian.time.TimePoint;
import meridian.time.TimeStatus;
import org.jspecify.annotations.Nullable;

/** How the time is kept, for {@code meridian time} and whoever else reads the status page. What is not known is null. */
final class TimeJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;

    private TimeJson() {}

    static ObjectNode of(TimeStatus status) {
        Now now = status.now();
        ObjectNode page = JSON.createObjectNode()
                .put("state", word(now.state()))
                .put("reason", status.reason())
                .put("time", Instant.ofEpochSecond(0, now.time()).toString())
                .put("boundSeconds", seconds(now.bound()))
                .put("outvoted", status.outvoted())
                .put("ratePpm", status.ratePpm());
        ArrayNode sources = page.putArray("sources");
        status.sources().forEach(source -> sources.add(of(source)));
        ArrayNode peers = page.putArray("peers");
        status.peers().forEach(peer -> peers.add(of(peer)));
        page.set("ptp", status.ptp().map(TimeJson::of).orElse(null));
        page.set("served", status.served().map(TimeJson::of).orElse(null));
        return page;
    }

    /** What {@code meridian time plot} draws: the moment, the offset, and the bound where one was known, in seconds. */
    static ObjectNode of(List<TimePoint> history) {
        ObjectNode page = JSON.createObjectNode();
        ArrayNode points = page.putArray("points");
        for (TimePoint point : history) {
            ArrayNode row = points.addArray()
                    .add(point.unixMillis() / MILLIS_PER_SECOND)
                    .add(point.offset() / NANOS_PER_SECOND);
            point.bound().ifPresent(bound -> row.add(bound / NANOS_PER_SECOND));
        }
        return page;
    }

    private static ObjectNode of(TimeStatus.SourceStatus source) {
        return JSON.createObjectNode()
                .put("server", source.server())
                .put("mark", word(source.mark()))
                .put("stratum", source.stratum())
                .put("reach", source.reach())
                .put("pollSeconds", seconds(Optional.of(source.poll())))
                .put("sinceAnswerSeconds", seconds(source.sinceAnswer()))
                .put("offsetSeconds", seconds(source.offset()))
                .put("delaySeconds", seconds(source.delay()))
                .put("jitterSeconds", seconds(source.jitter()))
                .put("boundSeconds", seconds(source.bound()))
                .put("kernelStamps", source.kernelStamps())
                .put("trouble", source.trouble());
    }

    private static ObjectNode of(TimeStatus.PeerStatus peer) {
        return JSON.createObjectNode()
                .put("node", peer.node().name())
                .put("offsetSeconds", seconds(peer.offset()))
                .put("boundSeconds", seconds(peer.bound()))
                .put("agrees", peer.agrees());
    }

    private static ObjectNode of(TimeStatus.PtpStatus ptp) {
        return JSON.createObjectNode()
                .put("interface", ptp.card())
                .put("state", ptp.state())
                .put("port", ptp.identity())
                .put("master", ptp.master().orElse(null))
                .put("grandmaster", ptp.grandmaster().orElse(null))
                .put("steps", ptp.steps());
    }

    private static ObjectNode of(TimeStatus.ServerCounts served) {
        return JSON.createObjectNode()
                .put("listen", served.listen().toString())
                .put("answered", served.answered())
                .put("refused", served.refused())
                .put("dropped", served.dropped());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static @Nullable Double seconds(Optional<Duration> duration) {
        return duration.map(time -> time.toNanos() / NANOS_PER_SECOND).orElse(null);
    }
}
