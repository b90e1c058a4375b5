package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import meridian.testkit.SeededRandomness;
import org.junit.jupiter.api.Test;

class QuestionTest {
    private static final long COOKIE = 0x0123_4567_89ab_cdefL;
    private static final long NOON = 1_767_268_800_000_000_000L;
    private static final long HELD = 1_000;
    private static final int PACKETS = 1_000_000;
    private static final Question.Stamps STAMPS = new Question.Stamps(10_000, 60_000, 7, true);

    private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.1", TimeConfig.NTP_PORT);

    private final Question question = new Question(COOKIE);

    @Test
    void it_says_nothing_about_us_but_a_random_number() {
        NtpPacket packet = NtpPacket.read(ByteBuffer.wrap(question.packet()));
        assertThat(packet)
                .isEqualTo(new NtpPacket(Leap.NONE, 4, NtpPacket.MODE_CLIENT, 0, 0, 0, 0, 0, 0, 0, 0, 0, COOKIE));
    }

    @Test
    void an_answer_is_two_times_of_ours_and_two_of_the_server() {
        Reply reply = read(answer());
        assertThat(reply).isInstanceOf(Reply.Answer.class);
        Exchange exchange = ((Reply.Answer) reply).exchange();
        assertThat(exchange.asked()).isEqualTo(10_000);
        assertThat(exchange.heard()).isEqualTo(60_000);
        assertThat(exchange.received()).isBetween(NOON - 1, NOON);
        assertThat(exchange.sent() - exchange.received()).isBetween(HELD - 1, HELD + 1);
        assertThat(exchange.delay()).isBetween(50_000 - HELD - 1, 50_000 - HELD + 1);
        assertThat(exchange.upstream().stratum()).isEqualTo(2);
        assertThat(((Reply.Answer) reply).kernelStamps()).isTrue();
    }

    @Test
    void a_server_may_say_later_when_exactly_it_answered() {
        Reply.Answer first = (Reply.Answer) read(answer());
        Question second = new Question(COOKIE + 1, Proof.NONE, Question.Earlier.of(SERVER, first));
        NtpPacket asked = NtpPacket.read(ByteBuffer.wrap(second.packet()));
        assertThat(asked.origin()).isEqualTo(NtpTime.ofUnix(NOON));
        assertThat(asked.receive()).isNotEqualTo(asked.transmit());

        Answer sequel = answer();
        sequel.origin = asked.receive();
        sequel.receive = NtpTime.ofUnix(NOON + 1_000_000_000);
        sequel.transmit = NtpTime.ofUnix(NOON + 3 * HELD);
        Reply.Answer reply = (Reply.Answer) second.read(ByteBuffer.wrap(sequel.bytes()), STAMPS);
        Exchange completed = reply.earlier().orElseThrow();
        assertThat(completed.asked()).isEqualTo(first.exchange().asked());
        assertThat(completed.sent() - completed.received()).isBetween(3 * HELD - 1, 3 * HELD + 1);
        assertThat(reply.exchange().sent()).isEqualTo(reply.exchange().received());
        assertThat(reply.mark()).isEqualTo(sequel.receive);
    }

    @Test
    void a_server_that_does_not_know_more_answers_as_usual() {
        Question second = new Question(COOKIE + 1, Proof.NONE, Question.Earlier.of(SERVER, read(answer())));
        Answer usual = answer();
        usual.origin = COOKIE + 1;
        Reply.Answer reply = (Reply.Answer) second.read(ByteBuffer.wrap(usual.bytes()), STAMPS);
        assertThat(reply.earlier()).isEmpty();
        assertThat(reply.exchange().sent() - reply.exchange().received()).isBetween(HELD - 1, HELD + 1);
    }

    @Test
    void what_is_said_later_must_be_possible() {
        Question second = new Question(COOKIE + 1, Proof.NONE, Question.Earlier.of(SERVER, read(answer())));
        for (long wrong : new long[] {-1_000, 10_000_000_000L}) {
            Answer sequel = answer();
            sequel.origin = ~(COOKIE + 1);
            sequel.transmit = NtpTime.ofUnix(NOON + wrong);
            assertThat(second.read(ByteBuffer.wrap(sequel.bytes()), STAMPS)).isInstanceOf(Reply.Useless.class);
        }
    }

    @Test
    void who_was_asked_only_once_cannot_say_more() {
        Answer sequel = answer();
        sequel.origin = ~COOKIE;
        assertThat(read(sequel)).isInstanceOf(Reply.Foreign.class);
    }

    @Test
    void who_does_not_repeat_the_number_did_not_see_the_question() {
        Answer other = answer();
        other.origin = COOKIE + 1;
        assertThat(read(other)).isInstanceOf(Reply.Foreign.class);
    }

    @Test
    void only_servers_answer() {
        for (int mode = 0; mode < 8; mode++) {
            Answer answer = answer();
            answer.mode = mode;
            Class<? extends Reply> expected = mode == NtpPacket.MODE_SERVER ? Reply.Answer.class : Reply.Foreign.class;
            assertThat(read(answer)).as("mode %d", mode).isInstanceOf(expected);
        }
    }

    @Test
    void only_versions_that_are_known_count() {
        for (int version = 0; version < 8; version++) {
            Answer answer = answer();
            answer.version = version;
            boolean known = version == 3 || version == 4;
            assertThat(read(answer))
                    .as("version %d", version)
                    .isInstanceOf(known ? Reply.Answer.class : Reply.Foreign.class);
        }
    }

    @Test
    void a_server_that_does_not_know_the_time_says_so() {
        Answer lost = answer();
        lost.leap = Leap.UNSYNCHRONISED;
        assertThat(read(lost).complaint()).isEqualTo("it does not know the time itself");
        Answer far = answer();
        far.stratum = 16;
        assertThat(read(far).complaint()).isEqualTo("it does not know the time itself");
        Answer nowhere = answer();
        nowhere.stratum = 0;
        nowhere.reference = 0;
        assertThat(read(nowhere).complaint()).isEqualTo("it does not know the time itself");
    }

    @Test
    void a_kiss_of_death_is_understood() {
        assertThat(read(kiss("RATE"))).isEqualTo(new Reply.Kiss("RATE"));
        assertThat(new Reply.Kiss("RATE").slower()).isTrue();
        assertThat(read(kiss("DENY")).complaint()).isEqualTo("it wants no questions from us (DENY)");
        assertThat(read(kiss("RSTR")).complaint()).isEqualTo("it wants no questions from us (RSTR)");
        assertThat(read(kiss("INIT")).complaint()).isEqualTo("it has no answer for us (INIT)");
        assertThat(read(kiss("\n\u001b[A")))
                .as("what a stranger sends is not written out")
                .isEqualTo(new Reply.Kiss("A"));
    }

    @Test
    void times_that_cannot_be_are_not_used() {
        Answer timeless = answer();
        timeless.transmit = 0;
        assertThat(read(timeless).complaint()).isEqualTo("it does not say when it was asked");
        Answer early = answer();
        early.transmit = early.receive - (1L << 32);
        assertThat(read(early).complaint()).isEqualTo("it answered before it was asked");
        Answer slow = answer();
        slow.transmit = slow.receive + (1L << 32);
        assertThat(read(slow).complaint()).isEqualTo("it says it held the question for longer than we waited");
    }

    @Test
    void a_server_that_may_be_wrong_by_very_much_is_not_used() {
        Answer vague = answer();
        vague.dispersion = NtpTime.nanosToShort(15_999_000_000L);
        assertThat(read(vague)).isInstanceOf(Reply.Answer.class);
        vague.delay = NtpTime.nanosToShort(10_000_000);
        assertThat(read(vague).complaint()).startsWith("it may be wrong by 16004 ms");
    }

    @Test
    void too_short_a_packet_is_none() {
        byte[] whole = answer().bytes();
        for (int length = 0; length < whole.length; length++) {
            assertThat(question.read(ByteBuffer.wrap(whole, 0, length), STAMPS)).isInstanceOf(Reply.Foreign.class);
        }
        assertThat(question.read(ByteBuffer.wrap(Arrays.copyOf(whole, 200)), STAMPS))
                .as("what is behind the header does not matter")
                .isInstanceOf(Reply.Answer.class);
    }

    @Test
    void no_packet_breaks_the_reading_and_none_without_the_number_is_an_answer() {
        SeededRandomness randomness = new SeededRandomness(5);
        byte[] good = answer().bytes();
        int answers = 0;
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = randomness.chance(0.2) ? random(randomness) : damaged(good, randomness);
            Reply reply = question.read(ByteBuffer.wrap(packet), STAMPS);
            if (reply instanceof Reply.Answer answer) {
                answers++;
                assertThat(NtpPacket.read(ByteBuffer.wrap(packet)).origin()).isEqualTo(COOKIE);
                assertThat(answer.exchange().span().width()).isNotNegative();
            }
            assertThat(reply.complaint()).isNotNull();
        }
        assertThat(answers).as("some damage does not matter").isBetween(1_000, PACKETS - 1_000);
    }

    private static byte[] random(SeededRandomness randomness) {
        byte[] packet = new byte[randomness.nextInt(100)];
        for (int i = 0; i < packet.length; i++) {
            packet[i] = (byte) randomness.nextLong();
        }
        return packet;
    }

    private static byte[] damaged(byte[] good, SeededRandomness randomness) {
        byte[] packet = randomness.chance(0.1) ? Arrays.copyOf(good, randomness.nextInt(100)) : good.clone();
        for (int i = randomness.nextInt(4); i >= 0 && packet.length > 0; i--) {
            packet[randomness.nextInt(packet.length)] = (byte) randomness.nextLong();
        }
        return packet;
    }

    private Reply read(Answer answer) {
        return question.read(ByteBuffer.wrap(answer.bytes()), STAMPS);
    }

    private static Answer kiss(String code) {
        Answer kiss = answer();
        kiss.stratum = 0;
        kiss.leap = Leap.UNSYNCHRONISED;
        kiss.reference =
                ByteBuffer.wrap(code.getBytes(StandardCharsets.ISO_8859_1)).getInt();
        return kiss;
    }

    private static Answer answer() {
        return new Answer();
    }

    /** A good answer, of which a test changes what it is about. */
    private static final class Answer {
        private Leap leap = Leap.NONE;
        private int version = NtpPacket.VERSION;
        private int mode = NtpPacket.MODE_SERVER;
        private int stratum = 2;
        private int delay;
        private int dispersion;
        private int reference = 0x0a00_0001;
        private long origin = COOKIE;
        private long receive = NtpTime.ofUnix(NOON);
        private long transmit = NtpTime.ofUnix(NOON + HELD);

        byte[] bytes() {
            return new NtpPacket(
                            leap,
                            version,
                            mode,
                            stratum,
                            6,
                            -20,
                            delay,
                            dispersion,
                            reference,
                            receive,
                            origin,
                            receive,
                            transmit)
                    .bytes();
        }
    }
}
