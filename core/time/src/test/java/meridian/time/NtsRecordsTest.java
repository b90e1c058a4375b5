package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import meridian.base.Address;
import meridian.testkit.SeededRandomness;
import org.junit.jupiter.api.Test;

class NtsRecordsTest {
    private static final int MILLION = 1_000_000;
    private static final Address FALLBACK = new Address("ke.example", 123);
    private static final String NTP = "800100020000";
    private static final String SIV = "80040002000f";
    private static final String COOKIE = "0005000401020304";
    private static final String END = "80000000";

    @Test
    void ntp_proved_by_the_algorithm_that_all_have_is_asked_for() {
        assertThat(HexFormat.of().formatHex(NtsRecords.request())).isEqualTo(NTP + SIV + END);
    }

    @Test
    void an_answer_gives_cookies() throws IOException {
        NtsRecords.Offer offer = read(NTP + SIV + COOKIE + COOKIE + END);
        assertThat(offer.server()).isEqualTo(FALLBACK);
        assertThat(offer.cookies()).hasSize(2).first().isEqualTo(new byte[] {1, 2, 3, 4});
    }

    @Test
    void it_may_send_us_to_another_server() throws IOException {
        NtsRecords.Offer offer = read(NTP + SIV + COOKIE + "800600016e" + "800700020400" + END);
        assertThat(offer.server()).isEqualTo(new Address("n", 1024));
    }

    @Test
    void more_cookies_than_are_asked_for_are_left() throws IOException {
        assertThat(read(NTP + SIV + COOKIE.repeat(9) + END).cookies()).hasSize(8);
    }

    @Test
    void what_is_not_known_and_not_needed_is_passed_over() throws IOException {
        assertThat(read(NTP + SIV + "1234000155" + COOKIE + END).cookies()).hasSize(1);
        assertRefused(NTP + SIV + "9234000155" + COOKIE + END, "needs something that is not known, record 4660");
    }

    @Test
    void an_answer_that_grants_nothing_says_why() {
        assertRefused("800200020001" + END, "error 1");
        assertRefused("800300020005" + END, "warning 5");
        assertRefused(NTP + COOKIE + END, "AES-SIV-CMAC-256");
        assertRefused("800100028001" + SIV + COOKIE + END, "AES-SIV-CMAC-256");
        assertRefused(NTP + SIV + END, "no cookies");
        assertRefused(NTP + SIV + "00050000" + END, "a cookie of 0 bytes");
        assertRefused(NTP + SIV + "00050101" + "00".repeat(257) + END, "a cookie of 257 bytes");
        assertRefused(NTP + SIV + COOKIE + "80060001ff" + END, "sends us to where nobody can be");
        assertRefused(NTP + SIV + COOKIE + "800700020000" + END, "sends us to where nobody can be, port 0");
        assertRefused(NTP + SIV + COOKIE, "breaks off");
    }

    @Test
    void it_is_known_when_all_of_it_is_there() {
        byte[] whole = HexFormat.of().parseHex(NTP + SIV + COOKIE + END);
        for (int length = 0; length < whole.length; length++) {
            assertThat(NtsRecords.isWhole(ByteBuffer.wrap(whole, 0, length))).isFalse();
        }
        assertThat(NtsRecords.isWhole(ByteBuffer.wrap(whole))).isTrue();
    }

    @Test
    void a_million_answers_of_any_kind_do_not_break_it() {
        SeededRandomness randomness = new SeededRandomness(4);
        byte[] model = HexFormat.of().parseHex(NTP + SIV + COOKIE + "800600016e" + "800700020400" + END);
        for (int i = 0; i < MILLION; i++) {
            byte[] answer = Arrays.copyOf(model, randomness.nextInt(model.length + 8));
            for (int j = randomness.nextInt(5); j > 0 && answer.length > 0; j--) {
                answer[randomness.nextInt(answer.length)] = (byte) randomness.nextInt(256);
            }
            NtsRecords.isWhole(ByteBuffer.wrap(answer));
            try {
                assertThat(NtsRecords.read(ByteBuffer.wrap(answer), FALLBACK).cookies())
                        .hasSizeBetween(1, 8);
            } catch (IOException e) {
                assertThat(e).hasMessageMatching("[ -~]*");
            }
        }
    }

    private static void assertRefused(String answer, String why) {
        assertThatThrownBy(() -> read(answer)).isInstanceOf(IOException.class).hasMessageContaining(why);
    }

    private static NtsRecords.Offer read(String hex) throws IOException {
        return NtsRecords.read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), FALLBACK);
    }
}
