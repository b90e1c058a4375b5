package meridian.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import meridian.base.Address;
import meridian.base.NodeId;
import meridian.time.Now;
import meridian.time.TimeStatus;
import org.junit.jupiter.api.Test;

class TimeJsonTest {
    private static final long NOON = 1_767_268_800_000_000_000L;

    @Test
    void what_is_known_is_shown_in_seconds() {
        TimeStatus.SourceStatus source = new TimeStatus.SourceStatus(
                "10.0.0.1:123",
                TimeStatus.Mark.CHOSEN,
                2,
                0xff,
                Duration.ofSeconds(64),
                Optional.of(Duration.ofSeconds(3)),
                Optional.of(Duration.ofMillis(-2)),
                Optional.of(Duration.ofMillis(1)),
                Optional.empty(),
                Optional.of(Duration.ofMillis(4)),
                true,
                "");
        JsonNode json = TimeJson.of(new TimeStatus(
                new Now(Now.State.SYNCHRONISED, NOON, NOON - 1_000_000, NOON + 500_000),
                "all is well",
                true,
                -1.5,
                List.of(source),
                List.of(
                        new TimeStatus.PeerStatus(
                                new NodeId("n2"),
                                Optional.of(Duration.ofHours(1)),
                                Optional.of(Duration.ofMillis(1)),
                                false),
                        new TimeStatus.PeerStatus(new NodeId("n3"), Optional.empty(), Optional.empty(), true)),
                Optional.of(
                        new TimeStatus.PtpStatus("eth0", "receiving", "a-1", Optional.of("b-1"), Optional.of("c"), 1)),
                Optional.of(new TimeStatus.ServerCounts(new Address("127.0.0.1", 123), 5, 6, 7))));
        assertThat(json.get("state").asText()).isEqualTo("synchronised");
        assertThat(json.get("time").asText()).isEqualTo("2026-01-01T12:00:00Z");
        assertThat(json.get("boundSeconds").asDouble()).isEqualTo(1e-3);
        assertThat(json.get("outvoted").asBoolean()).isTrue();
        assertThat(json.get("ratePpm").asDouble()).isEqualTo(-1.5);
        assertThat(json.at("/sources/0/mark").asText()).isEqualTo("chosen");
        assertThat(json.at("/sources/0/offsetSeconds").asDouble()).isEqualTo(-2e-3);
        assertThat(json.at("/sources/0/jitterSeconds").isNull()).isTrue();
        assertThat(json.at("/peers/0/node").asText()).isEqualTo("n2");
        assertThat(json.at("/peers/0/offsetSeconds").asDouble()).isEqualTo(3600);
        assertThat(json.at("/peers/0/agrees").asBoolean()).isFalse();
        assertThat(json.at("/peers/1/boundSeconds").isNull()).isTrue();
        assertThat(json.at("/ptp/interface").asText()).isEqualTo("eth0");
        assertThat(json.at("/ptp/master").asText()).isEqualTo("b-1");
        assertThat(json.at("/served/refused").asLong()).isEqualTo(6);
    }

    @Test
    void what_is_not_known_is_null() {
        JsonNode json = TimeJson.of(new TimeStatus(
                new Now(Now.State.FREE_RUNNING, NOON, Long.MIN_VALUE, Long.MAX_VALUE),
                "no server has told the time yet",
                false,
                0,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty()));
        assertThat(json.get("state").asText()).isEqualTo("free-running");
        assertThat(json.get("boundSeconds").isNull()).isTrue();
        assertThat(json.get("served").isNull()).isTrue();
        assertThat(json.get("sources")).isEmpty();
    }
}
