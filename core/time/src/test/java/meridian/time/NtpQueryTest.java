package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import meridian.base.Address;
import meridian.base.Machine;
import org.junit.jupiter.api.Test;

class NtpQueryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final NtpQuery query = new NtpQuery(Machine.clock(), Machine.ticker(), Machine.randomness(), PATIENCE);

    @Test
    void one_server_tells_how_wrong_the_machine_is() throws Exception {
        try (ScriptedServer server = ScriptedServer.telling(3_600)) {
            NtpQuery.Report report = query.ask(List.of(server.address()), 2);
            NtpQuery.Result result = report.results().getFirst();
            assertThat(result.answers()).isEqualTo(2);
            assertThat(result.reference()).isEqualTo("MERI");
            assertThat(result.stratum()).isEqualTo(1);
            assertThat(result.trouble()).isEmpty();
            assertNear(result.offset().orElseThrow(), Duration.ofHours(1));
            assertThat(report.verdict().orElseThrow().offset())
                    .isEqualTo(result.offset().orElseThrow());
        }
    }

    @Test
    void most_servers_outvote_a_liar() throws Exception {
        try (ScriptedServer one = ScriptedServer.telling(0);
                ScriptedServer other = ScriptedServer.telling(0);
                ScriptedServer liar = ScriptedServer.telling(60)) {
            NtpQuery.Report report = query.ask(List.of(liar.address(), one.address(), other.address()), 1);
            NtpQuery.Verdict verdict = report.verdict().orElseThrow();
            assertThat(verdict.agreeing()).isEqualTo(2);
            assertThat(verdict.asked()).isEqualTo(3);
            assertNear(verdict.offset(), Duration.ZERO);
        }
    }

    @Test
    void a_server_that_is_not_there_is_asked_once() throws Exception {
        Address nobody = ScriptedServer.nobody();
        NtpQuery.Report report = query.ask(List.of(nobody), 3);
        assertThat(report.results().getFirst().answers()).isZero();
        assertThat(report.results().getFirst().trouble()).isNotEmpty();
        assertThat(report.results().getFirst().offset()).isEmpty();
        assertThat(report.verdict()).isEmpty();
    }

    /** Nothing in between takes ten seconds, but the servers are an hour and a minute off. */
    private static void assertNear(Duration offset, Duration expected) {
        assertThat(offset.minus(expected).abs()).isLessThan(Duration.ofSeconds(10));
    }
}
