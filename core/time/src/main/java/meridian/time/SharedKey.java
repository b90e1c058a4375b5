package meridian.time;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** A secret that a server and its clients share, by which they prove that packets are theirs (RFC 5905, 7.3; RFC 8573). */
public final class SharedKey {
    private static final String HEX = "HEX:";
    private static final String ASCII = "ASCII:";

    private final int id;
    private final Algorithm algorithm;
    private final byte[] secret;

    private SharedKey(int id, Algorithm algorithm, byte[] secret) {
        this.id = id;
        this.algorithm = algorithm;
        this.secret = secret;
    }

    /** How a proof is made of secret and packet; named as chrony names them. */
    private enum Algorithm {
        AES128(16),
        AES256(32),
        SHA1("SHA-1"),
        SHA256("SHA-256"),
        SHA384("SHA-384"),
        SHA512("SHA-512"),
        MD5("MD5");

        private final String digest;
        private final int secretBytes;

        Algorithm(int secretBytes) {
            this.digest = "";
            this.secretBytes = secretBytes;
        }

        Algorithm(String digest) {
            this.digest = digest;
            this.secretBytes = 0;
        }

        boolean takes(byte[] secret) {
            return secretBytes == 0 ? secret.length > 0 : secret.length == secretBytes;
        }
    }

    /**
     * Reads a line of a key file as chrony writes it: number, algorithm, and the secret in letters or behind HEX. What is
     * wrong is told without any of the words, since each could be the secret.
     */
    static SharedKey parse(String line) {
        String[] words = line.split("\\s+", -1);
        if (words.length != 3) {
            throw new IllegalArgumentException("expected a number, an algorithm and a secret");
        }
        Algorithm algorithm = algorithm(words[1]);
        byte[] secret = secret(words[2]);
        if (!algorithm.takes(secret)) {
            throw new IllegalArgumentException("a secret of " + secret.length + " bytes does not suit " + algorithm);
        }
        return new SharedKey(number(words[0]), algorithm, secret);
    }

    private static int number(String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the first word is not the number of a key", e);
        }
    }

    private static Algorithm algorithm(String name) {
        return Arrays.stream(Algorithm.values())
                .filter(known -> known.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the second word is not one of " + Arrays.toString(Algorithm.values())));
    }

    private static byte[] secret(String text) {
        if (!text.startsWith(HEX)) {
            String letters = text.startsWith(ASCII) ? text.substring(ASCII.length()) : text;
            return letters.getBytes(StandardCharsets.US_ASCII);
        }
        try {
            return HexFormat.of().parseHex(text.substring(HEX.length()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("what stands behind HEX: is not pairs of hexadecimal digits");
        }
    }

    int id() {
        return id;
    }

    byte[] proof(byte[] packet) {
        return switch (algorithm) {
            case AES128, AES256 -> AesCmac.mac(secret, packet);
            default -> digest(packet);
        };
    }

    private byte[] digest(byte[] packet) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm.digest);
            digest.update(secret);
            return digest.digest(packet);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm.digest, e);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "key " + Integer.toUnsignedString(id) + " (" + algorithm + ")";
    }
}
