package meridian.chaos.load;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import meridian.base.Bytes;
import meridian.chaos.load.LeaseJudge.Calamity;
import meridian.chaos.load.LeaseNotes.Farewell;
import meridian.chaos.load.LeaseNotes.Life;
import meridian.chaos.load.LeaseNotes.Renewal;
import org.junit.jupiter.api.Test;

/** All times are seconds; a lease lives for three of them. */
class LeaseJudgeTest {
    private static final Bytes KEY = Bytes.utf8("key");
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(3);
    private static final Duration LATE_MAX = Duration.ofSeconds(2);

    private static long at(double seconds) {
        return Math.round(seconds * 1e9);
    }

    private static Life life(Farewell farewell, double left, Renewal... renewals) {
        return new Life(KEY, at(0), List.of(renewals), farewell, at(left));
    }

    private static Renewal renewal(double asked, boolean alive) {
        return new Renewal(at(asked), at(asked + 0.1), alive);
    }

    private static LeaseJudge judge(Life life, double end, Calamity... calamities) {
        return new LeaseJudge(TIME_TO_LIVE, List.of(life), Map.of(KEY, at(end)), List.of(calamities));
    }

    @Test
    void a_lease_that_lives_its_time_after_the_last_renewal_is_well() {
        LeaseJudge judge = judge(life(Farewell.SILENT, 4, renewal(2, true), renewal(4, true)), 7.5);
        assertThatCode(judge::requireFullTime).doesNotThrowAnyException();
        assertThatCode(judge::requireTrueNews).doesNotThrowAnyException();
        assertThatCode(() -> judge.requirePromptEnds(LATE_MAX)).doesNotThrowAnyException();
    }

    @Test
    void an_end_before_the_time_since_the_grant_or_a_renewal_is_found() {
        assertThatThrownBy(judge(life(Farewell.SILENT, 1), 2.9)::requireFullTime)
                .hasMessageContaining("was gone 2900 ms after it was promised 3000 ms");
        assertThatThrownBy(judge(life(Farewell.SILENT, 2, renewal(2, true)), 4.5)::requireFullTime)
                .hasMessageContaining("was gone 2500 ms after it was promised 3000 ms");
    }

    @Test
    void a_renewal_that_was_confirmed_after_the_end_is_found() {
        assertThatThrownBy(judge(life(Farewell.SILENT, 6, renewal(6, true)), 4)::requireFullTime)
                .hasMessageContaining("was gone -2000 ms after");
    }

    @Test
    void whoever_gives_a_lease_back_ends_it_when_it_likes_but_not_before() {
        assertThatCode(judge(life(Farewell.REVOKED, 1), 1.2)::requireFullTime).doesNotThrowAnyException();
        assertThatThrownBy(judge(life(Farewell.REVOKED, 2), 1.2)::requireFullTime)
                .hasMessageContaining("was gone 1200 ms after");
    }

    @Test
    void a_lease_that_is_called_gone_while_it_was_promised_to_live_is_found() {
        assertThatThrownBy(judge(life(Farewell.SILENT, 3, renewal(2, true), renewal(3, false)), 9)::requireTrueNews)
                .hasMessageContaining("was called gone 1100 ms after it was promised 3000 ms");
        assertThatCode(judge(life(Farewell.SILENT, 6, renewal(2, true), renewal(6, false)), 5.5)::requireTrueNews)
                .doesNotThrowAnyException();
    }

    @Test
    void a_lease_that_outlives_its_owner_for_too_long_is_found() {
        assertThatThrownBy(() -> judge(life(Farewell.SILENT, 4), 9.5).requirePromptEnds(LATE_MAX))
                .hasMessageContaining("went 5500 ms after its owner, and 500 ms too late");
    }

    @Test
    void its_time_begins_anew_when_a_fault_is_healed() {
        LeaseJudge judge = judge(life(Farewell.SILENT, 4), 16, new Calamity(at(5), at(12)));
        assertThatCode(() -> judge.requirePromptEnds(LATE_MAX)).doesNotThrowAnyException();
        LeaseJudge later = judge(life(Farewell.SILENT, 4), 16, new Calamity(at(10), at(12)));
        assertThatThrownBy(() -> later.requirePromptEnds(LATE_MAX)).hasMessageContaining("too late");
    }
}
