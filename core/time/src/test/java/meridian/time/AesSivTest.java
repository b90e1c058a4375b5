package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** By the examples of RFC 5297. */
class AesSivTest {
    private static final AesSiv SHORT =
            new AesSiv(hex("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"));
    private static final byte[] OPEN = hex("101112131415161718191a1b1c1d1e1f2021222324252627");
    private static final byte[] SECRET = hex("112233445566778899aabbccddee");
    private static final byte[] SEALED = hex("85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c");

    @Test
    void what_is_said_openly_is_proved_too() {
        assertThat(SHORT.seal(SECRET, List.of(OPEN))).isEqualTo(SEALED);
        assertThat(SHORT.open(SEALED, List.of(OPEN)))
                .hasValueSatisfying(secret -> assertThat(secret).isEqualTo(SECRET));
    }

    @Test
    void several_parts_are_kept_apart() {
        AesSiv cipher = new AesSiv(hex("7f7e7d7c7b7a79787776757473727170404142434445464748494a4b4c4d4e4f"));
        byte[] secret = "this is some plaintext to encrypt using SIV-AES".getBytes(StandardCharsets.US_ASCII);
        List<byte[]> open = List.of(
                hex("00112233445566778899aabbccddeeffdeaddadadeaddadaffeeddccbbaa99887766554433221100"),
                hex("102030405060708090a0"),
                hex("09f911029d74e35bd84156c5635688c0"));
        assertThat(cipher.seal(secret, open))
                .isEqualTo(hex("7bdb6e3b432667eb06f4d14bff2fbd0fcb900f2fddbe404326601965c889bf17dba77ceb094fa663b7a3f7"
                        + "48ba8af829ea64ad544a272e9c485b62a3fd5c0d"));
    }

    @Test
    void nothing_may_be_another_bit() {
        for (int bit = 0; bit < SEALED.length * Byte.SIZE; bit++) {
            byte[] other = SEALED.clone();
            other[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThat(SHORT.open(other, List.of(OPEN))).isEmpty();
        }
        assertThat(SHORT.open(SEALED, List.of(SECRET))).isEmpty();
        assertThat(SHORT.open(new byte[15], List.of())).isEmpty();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
