package meridian.time;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Proves one question by a cookie and the keys that came with it (RFC 8915, 5). The server keeps nothing about us: the
 * cookie tells it the keys, and it gives back a new one for each that the question has room for.
 */
final class NtsProof implements Proof {
    static final int UNIQUE_BYTES = 32;

    private static final int UNIQUE = 0x0104;
    private static final int COOKIE = 0x0204;
    private static final int PLACEHOLDER = 0x0304;
    private static final int AUTHENTICATOR = 0x0404;

    private static final int FIELD_HEAD = 4;
    private static final int ALIGNMENT = 4;
    private static final int NONCE_BYTES = 16;

    /** Room for more cookies is made as long as the question, and so the answer, gets through everywhere. */
    private static final int PACKET_MAX = 1_200;

    private final NtsGrant grant;
    private final byte[] cookie;
    private final byte[] unique;
    private final byte[] nonce;

    /**
     * @param unique random bytes that the answer has to repeat
     * @param nonce random bytes
     */
    NtsProof(NtsGrant grant, byte[] cookie, byte[] unique, byte[] nonce) {
        this.grant = grant;
        this.cookie = cookie;
        this.unique = unique;
        this.nonce = nonce;
    }

    @Override
    public byte[] prove(byte[] header) {
        ByteBuffer packet = ByteBuffer.allocate(PACKET_MAX).put(header);
        put(packet, UNIQUE, unique);
        put(packet, COOKIE, cookie);
        int end = FIELD_HEAD + authenticatorBytes(AesSiv.PROOF_BYTES);
        int place = FIELD_HEAD + padded(cookie.length);
        for (int i = 1; i < grant.missing() && packet.remaining() >= place + end; i++) {
            put(packet, PLACEHOLDER, new byte[cookie.length]);
        }
        byte[] open = Arrays.copyOf(packet.array(), packet.position());
        put(packet, AUTHENTICATOR, authenticator(nonce, grant.ours().seal(new byte[0], List.of(open, nonce))));
        return Arrays.copyOf(packet.array(), packet.position());
    }

    private static int padded(int length) {
        return Math.ceilDiv(length, ALIGNMENT) * ALIGNMENT;
    }

    static void put(ByteBuffer packet, int type, byte[] body) {
        packet.putShort((short) type)
                .putShort((short) (FIELD_HEAD + padded(body.length)))
                .put(Arrays.copyOf(body, padded(body.length)));
    }

    private static int authenticatorBytes(int sealed) {
        return 2 * Short.BYTES + NONCE_BYTES + padded(sealed);
    }

    static byte[] authenticator(byte[] nonce, byte[] sealed) {
        return ByteBuffer.allocate(authenticatorBytes(sealed.length))
                .putShort((short) nonce.length)
                .putShort((short) sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
    }

    @Override
    public Optional<String> flaw(byte[] packet) {
        ByteBuffer rest = ByteBuffer.wrap(packet).position(NtpPacket.BYTES);
        boolean repeatsUnique = false;
        while (rest.hasRemaining()) {
            int start = rest.position();
            Optional<Field> field = Field.read(rest);
            if (field.isEmpty()) {
                return Optional.of("what stands behind its header cannot be read");
            }
            if (field.get().type() == UNIQUE) {
                repeatsUnique = Arrays.equals(field.get().body(), unique);
            }
            if (field.get().type() == AUTHENTICATOR) {
                byte[] open = Arrays.copyOf(packet, start);
                return repeatsUnique && isProved(open, field.get().body())
                        ? Optional.empty()
                        : Optional.of("it is not proved with the keys that the server gave us");
            }
        }
        return Optional.of("it is not proved");
    }

    /** Takes the cookies out of what is proved: they are hidden, so that nobody on the way knows the next question's. */
    private boolean isProved(byte[] open, byte[] authenticator) {
        ByteBuffer body = ByteBuffer.wrap(authenticator);
        if (body.remaining() < 2 * Short.BYTES) {
            return false;
        }
        int nonceLength = Short.toUnsignedInt(body.getShort());
        int sealedLength = Short.toUnsignedInt(body.getShort());
        if (body.remaining() < padded(nonceLength) + padded(sealedLength)) {
            return false;
        }
        byte[] theirNonce = new byte[nonceLength];
        byte[] sealed = new byte[sealedLength];
        int start = body.position();
        body.get(start, theirNonce).get(start + padded(nonceLength), sealed);
        Optional<byte[]> secret = grant.theirs().open(sealed, List.of(open, theirNonce));
        secret.ifPresent(fields -> cookies(fields).forEach(grant::add));
        return secret.isPresent();
    }

    private static List<byte[]> cookies(byte[] fields) {
        List<byte[]> cookies = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(fields);
        Optional<Field> field = Field.read(rest);
        while (field.isPresent()) {
            byte[] body = field.get().body();
            if (field.get().type() == COOKIE && body.length <= NtsGrant.COOKIE_BYTES_MAX) {
                cookies.add(body);
            }
            field = Field.read(rest);
        }
        return cookies;
    }

    /** What may stand behind NTP's header (RFC 7822). */
    @SuppressWarnings("ArrayRecordComponent")
    private record Field(int type, byte[] body) {
        static Optional<Field> read(ByteBuffer packet) {
            if (packet.remaining() < FIELD_HEAD) {
                return Optional.empty();
            }
            int type = Short.toUnsignedInt(packet.getShort());
            int length = Short.toUnsignedInt(packet.getShort()) - FIELD_HEAD;
            if (length < 0 || length % ALIGNMENT != 0 || length > packet.remaining()) {
                return Optional.empty();
            }
            byte[] body = new byte[length];
            packet.get(body);
            return Optional.of(new Field(type, body));
        }
    }
}
