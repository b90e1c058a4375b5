package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharedKeysTest {
    private static final String SECRET = "000102030405060708090a0b0c0d0e0f";

    @Test
    void a_file_as_chrony_has_it_is_read() {
        SharedKeys keys = SharedKeys.parse("""
                # made by chronyc keygen
                1 MD5 letters
                ! another way to comment
                7 AES128 HEX:%s

                4294967295 sha256 ASCII:letters
                """.formatted(SECRET));
        assertThat(keys.find(1)).isPresent();
        assertThat(keys.find(7).orElseThrow()).hasToString("key 7 (AES128)");
        assertThat(keys.find(-1).orElseThrow()).hasToString("key 4294967295 (SHA256)");
        assertThat(keys.find(2)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7 AES128",
                "7 AES128 HEX:" + SECRET + "00",
                "x AES128 HEX:" + SECRET,
                "7 DES HEX:" + SECRET,
                "7 HEX:" + SECRET + " AES128",
                "HEX:" + SECRET + " AES128 7777777777777777",
                "7 AES128 HEX:" + SECRET + "x",
                "7 AES128 HEX:" + SECRET + "\n7 AES128 HEX:" + SECRET
            })
    void what_is_wrong_is_told_without_the_secret(String text) {
        assertThatThrownBy(() -> SharedKeys.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line ")
                .hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @CsvSource({"AES128, 16, 16", "MD5, 16, 16", "SHA1, 20, 20", "SHA256, 20, 32", "SHA384, 20, 48", "SHA512, 20, 64"})
    void a_packet_is_proved_by_whoever_has_the_key(String algorithm, int proof, int whole) {
        SharedKey key = SharedKey.parse("7 " + algorithm + " HEX:" + SECRET);
        SharedKey other = SharedKey.parse("7 " + algorithm + " HEX:" + SECRET.replace("0f", "0e"));
        byte[] header = new Question(5).packet();
        byte[] sealed = Seal.seal(header, key);
        assertThat(sealed).hasSize(NtpPacket.BYTES + Integer.BYTES + proof);
        Seal seal = Seal.read(behindHeader(sealed), NtpPacket.VERSION).orElseThrow();
        assertThat(seal.isOf(header, key)).isTrue();
        assertThat(seal.isOf(header, other)).isFalse();
        assertThat(seal.isOf(new Question(6).packet(), key)).isFalse();
        byte[] long3 = ByteBuffer.allocate(NtpPacket.BYTES + Integer.BYTES + whole)
                .put(header)
                .putInt(7)
                .put(key.proof(header))
                .array();
        Seal of3 = Seal.read(behindHeader(long3), 3).orElseThrow();
        assertThat(of3.isOf(header, key)).as("version 3 does not shorten").isTrue();
        assertThat(of3.answer(header, key)).isEqualTo(long3);
        assertThat(Seal.read(behindHeader(long3), NtpPacket.VERSION).isPresent())
                .isEqualTo(whole == proof);
    }

    private static ByteBuffer behindHeader(byte[] packet) {
        return ByteBuffer.wrap(packet, NtpPacket.BYTES, packet.length - NtpPacket.BYTES);
    }

    @Test
    void two_hundred_and_fifty_six_bits_of_aes_take_a_secret_as_long() {
        assertThat(SharedKey.parse("7 AES256 HEX:" + SECRET + SECRET)).hasToString("key 7 (AES256)");
        assertThatThrownBy(() -> SharedKey.parse("7 AES256 HEX:" + SECRET)).hasMessageContaining("16 bytes");
    }

    @Test
    void an_answer_without_the_right_proof_is_foreign() {
        SharedKey key = SharedKey.parse("7 AES128 HEX:" + SECRET);
        Question question = new Question(5, new Proof.ByKey(key));
        NtpPacket asked = NtpPacket.read(ByteBuffer.wrap(question.packet()));
        byte[] answer = ScriptedServer.answer(asked, 0).bytes();
        assertThat(read(question, Seal.seal(answer, key))).isInstanceOf(Reply.Answer.class);
        assertThat(read(question, answer).complaint()).contains("it is not proved with key 7 (AES128)");
        byte[] forged = Seal.seal(answer, key);
        forged[1]++;
        assertThat(read(question, forged)).isInstanceOf(Reply.Foreign.class);
    }

    private static Reply read(Question question, byte[] packet) {
        return question.read(ByteBuffer.wrap(packet), new Question.Stamps(0, 1_000_000, 0, false));
    }
}
