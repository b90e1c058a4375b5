package meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeCommandTest {
    private static final String KNOWN = """
            {"state": "synchronised", "reason": "1 of 2 servers that answer agree", "boundSeconds": 0.000123,
             "sources": [
               {"server": "10.0.0.1:123", "mark": "chosen", "stratum": 2, "reach": 255, "pollSeconds": 64.0,
                "sinceAnswerSeconds": 12.0, "offsetSeconds": -0.0000015, "delaySeconds": 0.0002,
                "jitterSeconds": null, "boundSeconds": 0.0001, "kernelStamps": true, "trouble": ""},
               {"server": "10.0.0.2:123", "mark": "lies", "stratum": 0, "reach": 1, "pollSeconds": 64.0,
                "sinceAnswerSeconds": null, "offsetSeconds": null, "delaySeconds": null, "jitterSeconds": null,
                "boundSeconds": null, "kernelStamps": false, "trouble": "no answer"}],
             "served": null}
            """;

    @Test
    void a_node_says_how_well_it_knows_the_time() throws Exception {
        assertThat(TimeCommand.summary(json(KNOWN)))
                .isEqualTo("synchronised, within 123 µs: 1 of 2 servers that answer agree");
        assertThat(TimeCommand.summary(json(KNOWN.replace("0.000123", "null").replace("synchronised", "holdover"))))
                .isEqualTo("holdover: 1 of 2 servers that answer agree");
        assertThat(TimeCommand.summary(json("{\"sources\": []}")))
                .isEqualTo("asks no servers, and believes the machine's clock");
    }

    @Test
    void each_server_has_a_line() throws Exception {
        List<List<String>> rows = TimeCommand.rows(json(KNOWN));
        assertThat(rows).hasSize(3);
        assertThat(rows.get(1))
                .containsExactly(
                        "*",
                        "10.0.0.1:123",
                        "2",
                        "64.0 s",
                        "377",
                        "12.0 s",
                        "-1.50 µs",
                        "200 µs",
                        "-",
                        "100 µs",
                        "kernel",
                        "");
        assertThat(rows.get(2))
                .containsExactly("x", "10.0.0.2:123", "0", "64.0 s", "1", "-", "-", "-", "-", "-", "own", "no answer");
        assertThat(TimeCommand.rows(json("{\"sources\": []}"))).isEmpty();
    }

    @Test
    void without_servers_the_other_nodes_clocks_are_told() throws Exception {
        JsonNode time = json("""
                {"state": "common", "reason": "2 of 3 nodes agree", "sources": [], "peers": [
                  {"node": "n2", "offsetSeconds": 0.0012, "boundSeconds": 0.0003, "agrees": true},
                  {"node": "n3", "offsetSeconds": 3600.0, "boundSeconds": 0.0003, "agrees": false},
                  {"node": "n4", "offsetSeconds": null, "boundSeconds": null, "agrees": true}]}
                """);
        assertThat(TimeCommand.summary(time)).isEqualTo("common: 2 of 3 nodes agree");
        assertThat(TimeCommand.other(time.at("/peers/0"))).isEqualTo("  clock of n2: +1.20 ms, give or take 300 µs");
        assertThat(TimeCommand.other(time.at("/peers/1")))
                .isEqualTo("  clock of n3: +3600 s, give or take 300 µs; most nodes' clocks say another time");
        assertThat(TimeCommand.other(time.at("/peers/2"))).isEqualTo("  clock of n4: not heard of");
    }

    @Test
    void what_is_done_over_ptp_stands_in_a_line() throws Exception {
        JsonNode follows = json("""
                {"interface": "eth0", "state": "receiving", "master": "a-1", "grandmaster": "b", "steps": 2}
                """);
        assertThat(TimeCommand.ptp(follows))
                .isEqualTo("  ptp on eth0: receiving from a-1, whose time comes from b, steps: 2");
        JsonNode tells = json("""
                {"interface": "eth0", "state": "transmitting", "master": null, "grandmaster": null, "steps": 0}
                """);
        assertThat(TimeCommand.ptp(tells)).isEqualTo("  ptp on eth0: transmitting");
    }

    private static JsonNode json(String text) throws Exception {
        return Screen.JSON.readTree(text);
    }
}
