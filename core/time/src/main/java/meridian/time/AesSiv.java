package meridian.time;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-SIV-CMAC-256 (RFC 5297): a proof over all that is said, which is also what the secret part of it is encrypted with.
 * Half of the key is for each.
 */
final class AesSiv {
    static final int KEY_BYTES = 32;
    static final int PROOF_BYTES = AesCmac.BYTES;

    private static final byte[] ZERO = new byte[PROOF_BYTES];

    /** Two bits of the proof are not used for the counter, so that it does not overflow in their places. */
    private static final int[] CLEARED_AT = {8, 12};

    private final byte[] proving;
    private final byte[] hiding;

    AesSiv(byte[] key) {
        proving = Arrays.copyOf(key, KEY_BYTES / 2);
        hiding = Arrays.copyOfRange(key, KEY_BYTES / 2, KEY_BYTES);
    }

    /** @param open what is said openly, in parts */
    byte[] seal(byte[] secret, List<byte[]> open) {
        byte[] proof = proof(secret, open);
        byte[] sealed = Arrays.copyOf(proof, PROOF_BYTES + secret.length);
        System.arraycopy(hide(secret, proof), 0, sealed, PROOF_BYTES, secret.length);
        return sealed;
    }

    /** What was secret; nothing when it was not sealed so with this key. */
    Optional<byte[]> open(byte[] sealed, List<byte[]> open) {
        if (sealed.length < PROOF_BYTES) {
            return Optional.empty();
        }
        byte[] proof = Arrays.copyOf(sealed, PROOF_BYTES);
        byte[] secret = hide(Arrays.copyOfRange(sealed, PROOF_BYTES, sealed.length), proof);
        return MessageDigest.isEqual(proof(secret, open), proof) ? Optional.of(secret) : Optional.empty();
    }

    private byte[] proof(byte[] secret, List<byte[]> open) {
        byte[] sum = AesCmac.mac(proving, ZERO);
        for (byte[] part : open) {
            sum = mix(AesCmac.doubled(sum), AesCmac.mac(proving, part), 0);
        }
        if (secret.length >= PROOF_BYTES) {
            return AesCmac.mac(proving, mix(secret.clone(), sum, secret.length - PROOF_BYTES));
        }
        byte[] padded = Arrays.copyOf(secret, PROOF_BYTES);
        padded[secret.length] = (byte) 0x80;
        return AesCmac.mac(proving, mix(padded, AesCmac.doubled(sum), 0));
    }

    private static byte[] mix(byte[] into, byte[] block, int at) {
        for (int i = 0; i < block.length; i++) {
            into[at + i] ^= block[i];
        }
        return into;
    }

    /** Hides, and shows again. */
    private byte[] hide(byte[] text, byte[] proof) {
        byte[] counter = proof.clone();
        for (int at : CLEARED_AT) {
            counter[at] &= 0x7f;
        }
        try {
            Cipher aes = Cipher.getInstance("AES/CTR/NoPadding");
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(hiding, "AES"), new IvParameterSpec(counter));
            return aes.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES", e);
        }
    }
}
