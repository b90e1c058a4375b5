package meridian.time;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-CMAC (RFC 4493): the last block of a message encrypted in a chain, with the end marked by one of two subkeys. */
final class AesCmac {
    static final int BYTES = 16;

    private static final byte[] ZERO = new byte[BYTES];
    private static final int CARRY = 0x87;

    private AesCmac() {}

    static byte[] mac(byte[] key, byte[] message) {
        try {
            byte[] whole = complete(key, message);
            byte[] chained = encrypt(key, whole);
            return Arrays.copyOfRange(chained, chained.length - BYTES, chained.length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES", e);
        }
    }

    /** The message in whole blocks, the last of them masked. */
    private static byte[] complete(byte[] key, byte[] message) throws GeneralSecurityException {
        byte[] subkey = doubled(encrypt(key, ZERO));
        int blocks = Math.max(1, Math.ceilDiv(message.length, BYTES));
        byte[] whole = Arrays.copyOf(message, blocks * BYTES);
        if (whole.length != message.length) {
            whole[message.length] = (byte) 0x80;
            subkey = doubled(subkey);
        }
        for (int i = 0; i < BYTES; i++) {
            whole[whole.length - BYTES + i] ^= subkey[i];
        }
        return whole;
    }

    private static byte[] encrypt(byte[] key, byte[] blocks) throws GeneralSecurityException {
        Cipher aes = Cipher.getInstance("AES/CBC/NoPadding");
        aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(ZERO));
        return aes.doFinal(blocks);
    }

    /** Times two, in the field of 2 to the 128th elements. */
    static byte[] doubled(byte[] block) {
        byte[] result = new byte[BYTES];
        int carry = 0;
        for (int i = BYTES - 1; i >= 0; i--) {
            int shifted = ((block[i] & 0xff) << 1) | carry;
            result[i] = (byte) shifted;
            carry = shifted >>> Byte.SIZE;
        }
        result[BYTES - 1] ^= (byte) (carry * CARRY);
        return result;
    }
}
