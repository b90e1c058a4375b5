package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import meridian.testkit.SeededRandomness;
import org.junit.jupiter.api.Test;

class NtsProofTest {
    private static final int MILLION = 1_000_000;
    private static final int UNIQUE = 0x0104;
    private static final int COOKIE = 0x0204;
    private static final int PLACEHOLDER = 0x0304;
    private static final int AUTHENTICATOR = 0x0404;
    private static final int COOKIE_BYTES = 100;
    private static final byte[] NONCE = new byte[16];
    private static final Question.Stamps STAMPS = new Question.Stamps(10_000, 60_000, 7, true);

    private final AesSiv ours = new AesSiv(filled(AesSiv.KEY_BYTES, 1));
    private final AesSiv theirs = new AesSiv(filled(AesSiv.KEY_BYTES, 2));
    private final byte[] unique = filled(NtsProof.UNIQUE_BYTES, 3);
    private final NtsGrant grant = grant(8);

    private NtsGrant grant(int cookies) {
        List<byte[]> some = new ArrayList<>();
        for (int i = 0; i < cookies; i++) {
            some.add(filled(COOKIE_BYTES, 10 + i));
        }
        return new NtsGrant(TimeConfig.Server.parse("127.0.0.1").address(), ours, theirs, some);
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private Question question(NtsGrant from) {
        return new Question(77, new NtsProof(from, from.take().orElseThrow(), unique, NONCE));
    }

    @Test
    void a_question_spends_a_cookie_and_is_proved_with_our_key() {
        byte[] packet = question(grant).packet();
        assertThat(types(packet)).containsExactly(UNIQUE, COOKIE, AUTHENTICATOR);
        int authenticator = packet.length - 40;
        byte[] sealed = Arrays.copyOfRange(packet, packet.length - 16, packet.length);
        assertThat(ours.open(sealed, List.of(Arrays.copyOf(packet, authenticator), NONCE)))
                .isPresent();
        assertThat(grant.missing()).isEqualTo(1);
    }

    @Test
    void it_has_room_for_as_many_cookies_as_are_missing() {
        assertThat(types(question(grant(5)).packet()))
                .filteredOn(type -> type == PLACEHOLDER)
                .hasSize(3);
        byte[] last = question(grant(1)).packet();
        assertThat(types(last)).filteredOn(type -> type == PLACEHOLDER).hasSize(7);
        assertThat(last.length).isLessThan(1_200);
    }

    private static List<Integer> types(byte[] packet) {
        List<Integer> types = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(packet).position(NtpPacket.BYTES);
        while (rest.hasRemaining()) {
            types.add(Short.toUnsignedInt(rest.getShort()));
            int length = Short.toUnsignedInt(rest.getShort()) - Integer.BYTES;
            rest.position(rest.position() + length);
        }
        return types;
    }

    @Test
    void an_answer_with_its_proof_brings_new_cookies() {
        Reply reply = read(question(grant), answer(unique, theirs, 2));
        assertThat(reply).isInstanceOf(Reply.Answer.class);
        assertThat(grant.missing()).isZero();
    }

    @Test
    void no_bit_of_an_answer_can_be_another() {
        Question question = question(grant);
        byte[] answer = answer(unique, theirs, 1);
        for (int bit = 0; bit < answer.length * Byte.SIZE; bit++) {
            byte[] other = answer.clone();
            other[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThat(read(question, other)).as("bit %d", bit).isInstanceOf(Reply.Foreign.class);
        }
        assertThat(grant.missing()).isEqualTo(1);
    }

    @Test
    void an_answer_to_another_question_or_by_another_key_is_nobodys() {
        Question question = question(grant);
        assertThat(read(question, answer(filled(NtsProof.UNIQUE_BYTES, 4), theirs, 1)))
                .isInstanceOf(Reply.Foreign.class);
        assertThat(read(question, answer(unique, ours, 1))).isInstanceOf(Reply.Foreign.class);
        byte[] bare = Arrays.copyOf(answer(unique, theirs, 1), NtpPacket.BYTES);
        assertThat(read(question, bare).complaint()).endsWith("it is not proved");
    }

    @Test
    void a_million_packets_of_any_kind_do_not_break_it() {
        SeededRandomness randomness = new SeededRandomness(3);
        Question question = question(grant);
        byte[] answer = answer(unique, theirs, 2);
        for (int i = 0; i < MILLION; i++) {
            byte[] packet = Arrays.copyOf(answer, NtpPacket.BYTES + randomness.nextInt(answer.length));
            for (int j = randomness.nextInt(4); j >= 0; j--) {
                int at = randomness.chance(0.5)
                        ? NtpPacket.BYTES + randomness.nextInt(packet.length - NtpPacket.BYTES + 1) - 1
                        : randomness.nextInt(packet.length);
                packet[at] = (byte) randomness.nextInt(256);
            }
            if (!(read(question, packet) instanceof Reply.Foreign)) {
                int proved = NtpPacket.BYTES + Integer.BYTES + NtsProof.UNIQUE_BYTES;
                assertThat(Arrays.copyOf(packet, proved)).isEqualTo(Arrays.copyOf(answer, proved));
            }
            assertThat(grant.missing()).isBetween(0, 1);
        }
    }

    private static Reply read(Question question, byte[] packet) {
        return question.read(ByteBuffer.wrap(packet), STAMPS);
    }

    private static byte[] answer(byte[] unique, AesSiv key, int cookies) {
        ByteBuffer hidden = ByteBuffer.allocate(1_000);
        for (int i = 0; i < cookies; i++) {
            NtsProof.put(hidden, COOKIE, filled(COOKIE_BYTES, 50 + i));
        }
        ByteBuffer packet = ByteBuffer.allocate(2_000)
                .put(ScriptedServer.answer(NtpPacket.read(ByteBuffer.wrap(new Question(77).packet())), 0)
                        .bytes());
        NtsProof.put(packet, UNIQUE, unique);
        byte[] open = Arrays.copyOf(packet.array(), packet.position());
        byte[] sealed = key.seal(Arrays.copyOf(hidden.array(), hidden.position()), List.of(open, NONCE));
        NtsProof.put(packet, AUTHENTICATOR, NtsProof.authenticator(NONCE, sealed));
        return Arrays.copyOf(packet.array(), packet.position());
    }
}
