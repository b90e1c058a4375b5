package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import meridian.testkit.SeededRandomness;
import meridian.testkit.SimulatedClock;
import meridian.testkit.SimulatedTicker;
import org.junit.jupiter.api.Test;

class NtpAnswererTest {
    private static final InetAddress CLIENT = address("10.0.0.7");
    private static final int PER_SECOND = 3;
    private static final long ROOT_DELAY = 2_000_000;
    private static final SharedKey KEY = SharedKey.parse("7 AES128 HEX:000102030405060708090a0b0c0d0e0f");
    private static final SharedKeys KEYS = SharedKeys.parse("7 AES128 HEX:000102030405060708090a0b0c0d0e0f");
    private static final int PACKETS = 1_000_000;

    private final SimulatedTicker ticker = new SimulatedTicker();
    private final SimulatedClock clock = new SimulatedClock(ticker);
    private final TimeConfig.Serving serving =
            new TimeConfig.Serving(Optional.empty(), List.of(Network.parse("10.0.0.0/8")), PER_SECOND);
    private final TrueTime time = new TrueTime(World.askingOne(), Steering.NONE, clock, ticker);
    private final NtpAnswerer answerer = new NtpAnswerer(time, ticker, serving, KEYS);

    @Test
    void who_knows_the_time_tells_it_with_all_that_may_be_wrong_about_it() {
        learn();
        ticker.advance(Duration.ofMinutes(10));
        NtpPacket answer = answerTo(question()).orElseThrow();
        Now now = time.now();
        long bound = now.bound().orElseThrow().toNanos();
        assertThat(answer.leap()).isEqualTo(Leap.NONE);
        assertThat(answer.mode()).isEqualTo(NtpPacket.MODE_SERVER);
        assertThat(answer.stratum()).isEqualTo(4);
        assertThat(answer.origin()).isEqualTo(question().transmit());
        assertThat(answer.reference()).as("the server's address").isEqualTo(0xc000_0201);
        assertThat(NtpTime.toUnix(answer.transmit())).isBetween(now.time() - 1, now.time());
        long told = NtpTime.shortToNanos(answer.rootDelay()) / 2 + NtpTime.shortToNanos(answer.rootDispersion());
        assertThat(told).isBetween(bound, bound + 100_000);
        assertThat(NtpTime.toUnix(answer.referenceTime()))
                .isBetween(
                        now.time() - Duration.ofMinutes(11).toNanos(),
                        now.time() - Duration.ofMinutes(9).toNanos());
    }

    @Test
    void who_does_not_know_the_time_says_so() {
        NtpPacket answer = answerTo(question()).orElseThrow();
        assertThat(answer.leap()).isEqualTo(Leap.UNSYNCHRONISED);
        assertThat(answer.stratum()).isZero();
        learn();
        assertThat(answerTo(question()).orElseThrow().stratum()).isEqualTo(4);
        ticker.advance(Duration.ofDays(3));
        assertThat(answerTo(question()).orElseThrow().leap()).as("too long ago").isEqualTo(Leap.UNSYNCHRONISED);
    }

    @Test
    void its_answers_are_understood() {
        learn();
        Question question = new Question(77);
        ByteBuffer packet = ByteBuffer.wrap(question.packet());
        assertThat(answerer.answer(packet, CLIENT, ticker::nanos).grant()).isEqualTo(Allowance.Grant.ANSWER);
        Reply reply = question.read(packet, new Question.Stamps(0, 1_000_000, 0, false));
        assertThat(reply).isInstanceOf(Reply.Answer.class);
    }

    @Test
    void who_asks_again_is_told_when_exactly_the_answer_before_left() {
        learn();
        NtpPacket first = answerTo(questionAbout(5)).orElseThrow();
        assertThat(first.origin()).as("it knows of no such answer").isEqualTo(99);
        ticker.advance(Duration.ofMillis(3));
        answerer.left(first.receive(), ticker.nanos());
        long left = time.unixNanos();
        ticker.advance(Duration.ofSeconds(8));
        NtpPacket second = answerTo(questionAbout(first.receive())).orElseThrow();
        assertThat(second.origin()).isEqualTo(98);
        assertThat(NtpTime.toUnix(second.transmit())).isBetween(left - 1, left);
        assertThat(NtpTime.toUnix(second.receive())).isBetween(time.unixNanos() - 1, time.unixNanos());
        assertThat(answerTo(questionAbout(first.receive())).orElseThrow().origin())
                .as("it is told once")
                .isEqualTo(99);
    }

    @Test
    void who_may_ask_again_is_marked() {
        learn();
        ByteBuffer plain = ByteBuffer.wrap(question().bytes());
        assertThat(answerer.answer(plain, CLIENT, ticker::nanos).wantsSequel()).isFalse();
        ByteBuffer packet = ByteBuffer.wrap(questionAbout(5).bytes());
        NtpAnswerer.Outcome outcome = answerer.answer(packet, CLIENT, () -> ticker.nanos() - 1_000);
        assertThat(outcome.wantsSequel()).isTrue();
        assertThat(outcome.mark()).isEqualTo(NtpTime.ofUnix(time.unixNanosAt(ticker.nanos() - 1_000)));
        assertThat(NtpPacket.read(packet).receive()).isEqualTo(outcome.mark());
    }

    @Test
    void it_remembers_so_many_answers_and_no_more() {
        Sequels sequels = new Sequels();
        for (long mark = 0; mark <= Sequels.ANSWERS_MAX; mark++) {
            sequels.keep(mark, mark + 1);
        }
        assertThat(sequels.take(0)).isEmpty();
        assertThat(sequels.take(1)).hasValue(2);
        assertThat(sequels.take(1)).isEmpty();
    }

    /** As one who asks in interleaved mode. */
    private static NtpPacket questionAbout(long mark) {
        return new NtpPacket(Leap.NONE, NtpPacket.VERSION, NtpPacket.MODE_CLIENT, 0, 6, 0, 0, 0, 0, 0, mark, 98, 99);
    }

    @Test
    void who_proves_a_question_gets_an_answer_that_is_proved() {
        learn();
        Question question = new Question(77, new Proof.ByKey(KEY));
        ByteBuffer packet = roomy(question.packet());
        assertThat(answerer.answer(packet, CLIENT, ticker::nanos).grant()).isEqualTo(Allowance.Grant.ANSWER);
        assertThat(packet.remaining()).isEqualTo(question.packet().length);
        assertThat(question.read(packet, new Question.Stamps(0, 1_000_000, 0, false)))
                .isInstanceOf(Reply.Answer.class);
    }

    @Test
    void a_wrong_proof_gets_no_answer() {
        learn();
        byte[] wrong = new Question(77, new Proof.ByKey(KEY)).packet();
        wrong[wrong.length - 1]++;
        assertThat(answerer.answer(roomy(wrong), CLIENT, ticker::nanos).grant()).isEqualTo(Allowance.Grant.SILENCE);
        SharedKey unknown = SharedKey.parse("8 SHA1 letters");
        byte[] stranger = new Question(77, new Proof.ByKey(unknown)).packet();
        assertThat(answerer.answer(roomy(stranger), CLIENT, ticker::nanos).grant())
                .isEqualTo(Allowance.Grant.SILENCE);
    }

    private static ByteBuffer roomy(byte[] packet) {
        return ByteBuffer.allocate(128).put(packet).flip();
    }

    @Test
    void only_questions_of_clients_are_answered() {
        for (int mode = 0; mode < 8; mode++) {
            assertThat(answerTo(question(NtpPacket.VERSION, mode)).isPresent())
                    .as("mode %d", mode)
                    .isEqualTo(mode == NtpPacket.MODE_CLIENT);
        }
    }

    @Test
    void each_version_up_to_ours_is_answered_in_itself() {
        for (int version = 0; version < 8; version++) {
            ticker.advance(Duration.ofSeconds(1));
            Optional<NtpPacket> answer = answerTo(question(version, NtpPacket.MODE_CLIENT));
            assertThat(answer.isPresent()).as("version %d", version).isEqualTo(version >= 1 && version <= 4);
            int expected = version;
            answer.ifPresent(packet -> assertThat(packet.version()).isEqualTo(expected));
        }
    }

    @Test
    void strangers_hear_nothing() {
        ByteBuffer packet = ByteBuffer.wrap(question().bytes());
        assertThat(answerer.answer(packet, address("11.0.0.7"), ticker::nanos).grant())
                .isEqualTo(Allowance.Grant.SILENCE);
    }

    @Test
    void who_asks_too_often_is_told_once_a_second() {
        for (int i = 0; i < PER_SECOND; i++) {
            assertThat(answerTo(question()).orElseThrow().reference()).isZero();
        }
        NtpPacket refusal = answerTo(question()).orElseThrow();
        assertThat(Question.letters(refusal.reference())).isEqualTo("RATE");
        assertThat(refusal.stratum()).isZero();
        assertThat(refusal.origin()).isEqualTo(question().transmit());
        assertThat(answerTo(question())).isEmpty();
        ticker.advance(Duration.ofSeconds(1));
        assertThat(answerTo(question()).orElseThrow().reference())
                .as("there is time again")
                .isZero();
    }

    @Test
    void no_packet_breaks_it_and_no_answer_is_longer_than_its_question() {
        learn();
        SeededRandomness randomness = new SeededRandomness(6);
        byte[] good = question().bytes();
        int answers = 0;
        for (int i = 0; i < PACKETS; i++) {
            ByteBuffer packet = ByteBuffer.wrap(damaged(good, randomness));
            int length = packet.remaining();
            ticker.advance(Duration.ofMillis(1));
            if (answerer.answer(packet, address(randomness), ticker::nanos).grant() != Allowance.Grant.SILENCE) {
                answers++;
                assertThat(packet.remaining())
                        .isGreaterThanOrEqualTo(NtpPacket.BYTES)
                        .isLessThanOrEqualTo(length);
            }
        }
        assertThat(answers).isBetween(PACKETS / 100, PACKETS - PACKETS / 100);
    }

    private static byte[] damaged(byte[] good, SeededRandomness randomness) {
        byte[] packet = Arrays.copyOf(good, randomness.chance(0.5) ? good.length : randomness.nextInt(100));
        for (int i = randomness.nextInt(4); i > 0 && packet.length > 0; i--) {
            packet[randomness.nextInt(packet.length)] = (byte) randomness.nextLong();
        }
        return packet;
    }

    private static InetAddress address(SeededRandomness randomness) {
        return address("10.0." + randomness.nextInt(256) + "." + randomness.nextInt(256));
    }

    private static InetAddress address(String text) {
        return Network.parse(text).first();
    }

    private void learn() {
        ticker.advance(Duration.ofMillis(1));
        long now = clock.unixNanos();
        Exchange.Upstream upstream = new Exchange.Upstream(3, Leap.NONE, ROOT_DELAY, 1_000_000, -20, 1);
        Exchange exchange =
                new Exchange(ticker.nanos() - 500_000, now - 250_000, now - 250_000, ticker.nanos(), 0, upstream);
        time.heard(time.servers().getFirst(), address("192.0.2.1"), new Reply.Answer(exchange, false));
    }

    private static NtpPacket question() {
        return question(NtpPacket.VERSION, NtpPacket.MODE_CLIENT);
    }

    private static NtpPacket question(int version, int mode) {
        return new NtpPacket(Leap.NONE, version, mode, 0, 6, 0, 0, 0, 0, 0, 0, 0, 99);
    }

    private Optional<NtpPacket> answerTo(NtpPacket question) {
        ByteBuffer packet = ByteBuffer.wrap(question.bytes());
        Allowance.Grant grant = answerer.answer(packet, CLIENT, ticker::nanos).grant();
        return grant == Allowance.Grant.SILENCE ? Optional.empty() : Optional.of(NtpPacket.read(packet));
    }
}
