package meridian.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** Makes certificates (RFC 5280) for tests, byte by byte, because the JDK has no public way to. */
final class TestAuthority {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_ID = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int DNS_NAME = 0x82;
    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;

    private static final byte[] TRUE = {0x01, 0x01, (byte) 0xff};
    private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};
    private static final byte[] ALTERNATIVE_NAMES = {0x55, 0x1d, 0x11};
    private static final byte[] BASIC_CONSTRAINTS = {0x55, 0x1d, 0x13};
    private static final byte[] ECDSA_WITH_SHA256 = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02};

    private final Path folder;
    private final String name;
    private final KeyPair keys = newKeys();
    private final Path certificate;

    TestAuthority(Path folder, String name) {
        this.folder = folder;
        this.name = name;
        byte[] constraints =
                der(SEQUENCE, der(OBJECT_ID, BASIC_CONSTRAINTS), TRUE, der(OCTET_STRING, der(SEQUENCE, TRUE)));
        this.certificate = pem(name + ".crt", "CERTIFICATE", signed(name, keys.getPublic(), constraints));
    }

    /** The files of a node whose certificate names it so, in both places a name can stand in. */
    TransportTls issue(String commonName, String dnsName) {
        KeyPair nodeKeys = newKeys();
        byte[] names = der(SEQUENCE, der(DNS_NAME, dnsName.getBytes(StandardCharsets.US_ASCII)));
        byte[] extension = der(SEQUENCE, der(OBJECT_ID, ALTERNATIVE_NAMES), der(OCTET_STRING, names));
        String file = name + "-" + commonName + "-" + dnsName;
        return new TransportTls(
                pem(file + ".crt", "CERTIFICATE", signed(commonName, nodeKeys.getPublic(), extension)),
                pem(file + ".key", "PRIVATE KEY", nodeKeys.getPrivate().getEncoded()),
                certificate);
    }

    /** What is needed to trust this authority. */
    Path certificate() {
        return certificate;
    }

    private byte[] signed(String subject, PublicKey key, byte[] extension) {
        byte[] algorithm = der(SEQUENCE, der(OBJECT_ID, ECDSA_WITH_SHA256));
        byte[] content = der(
                SEQUENCE,
                der(VERSION, der(INTEGER, new byte[] {2})),
                der(
                        INTEGER,
                        BigInteger.valueOf(subject.hashCode() & 0x7fffffffL).toByteArray()),
                algorithm,
                distinguishedName(name),
                der(SEQUENCE, time("200101000000Z"), time("491231235959Z")),
                distinguishedName(subject),
                key.getEncoded(),
                der(EXTENSIONS, der(SEQUENCE, extension)));
        return der(SEQUENCE, content, algorithm, der(BIT_STRING, new byte[1], sign(content)));
    }

    private byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path pem(String file, String type, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        try {
            return Files.writeString(
                    folder.resolve(file), "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] distinguishedName(String commonName) {
        byte[] value = der(UTF8_STRING, commonName.getBytes(StandardCharsets.UTF_8));
        return der(SEQUENCE, der(SET, der(SEQUENCE, der(OBJECT_ID, COMMON_NAME), value)));
    }

    private static byte[] time(String text) {
        return der(UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Tag, length, value (X.690). */
    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int size = content.size();
        if (size >= 0x100) {
            out.writeBytes(new byte[] {(byte) 0x82, (byte) (size >>> 8)});
        } else if (size >= 0x80) {
            out.write(0x81);
        }
        out.write(size);
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
