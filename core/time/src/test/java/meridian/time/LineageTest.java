package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineageTest {
    private static final Exchange ANSWER = new Exchange(
            0, 5_000, 6_000, 4_000, 0, new Exchange.Upstream(2, Leap.SECOND_INSERTED, 700, 0, -30, 0x0102_0304));

    @Test
    void it_is_one_below_the_server_and_as_much_farther_as_that_is_away() {
        Lineage lineage = Lineage.below(ANSWER, Network.parse("192.0.2.1").first());
        assertThat(lineage).isEqualTo(new Lineage(3, Leap.SECOND_INSERTED, 3_700, 0xc000_0201));
    }

    @Test
    void a_long_address_has_a_short_name() {
        int one = Lineage.below(ANSWER, Network.parse("fd00::1").first()).reference();
        int other = Lineage.below(ANSWER, Network.parse("fd00::2").first()).reference();
        assertThat(one).isNotZero().isNotEqualTo(other);
    }

    @Test
    void what_a_server_follows_can_be_read() {
        assertThat(ANSWER.upstream().referenceText()).isEqualTo("1.2.3.4");
        assertThat(new Exchange.Upstream(1, Leap.NONE, 0, 0, 0, 0x4750_5300).referenceText())
                .isEqualTo("GPS");
    }
}
