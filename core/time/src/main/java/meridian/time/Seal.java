package meridian.time;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** What stands behind NTP's header when a packet is to be proved: the number of a key, and a proof made with it. */
final class Seal {
    /** The longest there is. */
    static final int BYTES_MAX = Integer.BYTES + 64;

    /** From version 4 on a longer proof is cut off here, so that it is not taken for something else (RFC 7822). */
    private static final int SHORTENED = 20;

    private static final int VERSION_THAT_SHORTENS = 4;
    private static final Set<Integer> PROOFS = Set.of(16, SHORTENED, 32, 48, 64);

    private final int keyId;
    private final byte[] proof;

    private Seal(int keyId, byte[] proof) {
        this.keyId = keyId;
        this.proof = proof;
    }

    /** A packet of our version with its proof behind it. */
    static byte[] seal(byte[] header, SharedKey key) {
        return seal(header, key, SHORTENED);
    }

    private static byte[] seal(byte[] header, SharedKey key, int lengthMax) {
        byte[] proof = key.proof(header);
        int length = Math.min(proof.length, lengthMax);
        return ByteBuffer.allocate(header.length + Integer.BYTES + length)
                .put(header)
                .putInt(key.id())
                .put(proof, 0, length)
                .array();
    }

    /** What stands behind the header that ends at the buffer's position, if it can be a seal. Anything else is passed over. */
    static Optional<Seal> read(ByteBuffer packet, int version) {
        int length = packet.remaining() - Integer.BYTES;
        if (!PROOFS.contains(length) || (length > SHORTENED && version >= VERSION_THAT_SHORTENS)) {
            return Optional.empty();
        }
        int keyId = packet.getInt();
        byte[] proof = new byte[length];
        packet.get(proof);
        return Optional.of(new Seal(keyId, proof));
    }

    int keyId() {
        return keyId;
    }

    /** Was it made for this header, with this key? Compares in a time that does not depend on what is wrong. */
    boolean isOf(byte[] header, SharedKey key) {
        byte[] whole = key.proof(header);
        boolean isWhole = proof.length == whole.length || proof.length == SHORTENED;
        return keyId == key.id() && isWhole && MessageDigest.isEqual(Arrays.copyOf(whole, proof.length), proof);
    }

    /** Whoever proved a question so gets an answer proved in the same way. */
    byte[] answer(byte[] header, SharedKey key) {
        return seal(header, key, proof.length);
    }
}
