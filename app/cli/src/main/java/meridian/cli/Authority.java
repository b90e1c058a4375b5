package meridian.cli;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import meridian.base.Disk;
import meridian.base.Machine;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A private certificate authority: two PEM files, and the certificates it signs. */
record Authority(X509Certificate certificate, PrivateKey key) {
    private static final Duration OWN_LIFE = Duration.ofDays(3650);
    private static final Duration LIFE = Duration.ofDays(825);

    /** Clocks differ: a fresh certificate must not be one of the future elsewhere. */
    private static final Duration HEAD_START = Duration.ofHours(1);

    private static final String SIGNATURE = "SHA256withECDSA";
    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

    /** What a certificate is for. */
    enum Purpose {
        /** To serve, and to talk to other nodes. */
        NODE,
        CLIENT;

        private ExtendedKeyUsage usage() {
            return new ExtendedKeyUsage(
                    switch (this) {
                        case NODE -> new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
                        case CLIENT -> new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth};
                    });
        }
    }

    static Authority create(String name) {
        KeyPair keys = newKeys();
        X509v3CertificateBuilder builder = builder(name, keys, name, OWN_LIFE);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        } catch (CertIOException e) {
            throw new IllegalStateException("constants cannot be encoded", e);
        }
        return new Authority(sign(builder, keys.getPrivate()), keys.getPrivate());
    }

    /** Reads what {@link #write} wrote. */
    static Authority read(Path folder, String name, Disk disk) {
        try {
            return new Authority(
                    (X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(disk.read(folder.resolve(name + ".crt")))),
                    KeyFactory.getInstance("EC")
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(unwrap(disk.read(folder.resolve(name + ".key"))))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Failure("The authority in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    void write(Path folder, String name, Disk disk) {
        write(folder, name, certificate, key, disk);
    }

    /** Makes a key and a certificate and writes both. */
    void issue(Path folder, String file, String name, List<GeneralName> hosts, Purpose purpose, Disk disk) {
        KeyPair keys = newKeys();
        X509v3CertificateBuilder builder = builder(commonName(), keys, name, LIFE);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, purpose.usage());
            if (!hosts.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(hosts.toArray(GeneralName[]::new)));
            }
        } catch (CertIOException e) {
            throw new Failure("The names " + hosts + " do not fit into a certificate: " + e.getMessage(), e);
        }
        write(folder, file, sign(builder, key), keys.getPrivate(), disk);
    }

    private String commonName() {
        return certificate.getSubjectX500Principal().getName().replaceFirst("^CN=", "");
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has this curve", e);
        }
    }

    private static X509v3CertificateBuilder builder(String issuer, KeyPair keys, String subject, Duration life) {
        Instant now = Instant.ofEpochMilli(Machine.clock().unixMillis());
        BigInteger serial =
                BigInteger.valueOf(Machine.randomness().nextLong() >>> 1).add(BigInteger.ONE);
        return new JcaX509v3CertificateBuilder(
                new X500NameBuilder().addRDN(BCStyle.CN, issuer).build(),
                serial,
                Date.from(now.minus(HEAD_START)),
                Date.from(now.plus(life)),
                new X500NameBuilder().addRDN(BCStyle.CN, subject).build(),
                keys.getPublic());
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("every Java signs with " + SIGNATURE, e);
        }
    }

    private static void write(Path folder, String name, X509Certificate certificate, PrivateKey key, Disk disk) {
        try {
            disk.replace(folder.resolve(name + ".crt"), wrap("CERTIFICATE", certificate.getEncoded()));
            disk.replace(folder.resolve(name + ".key"), wrap("PRIVATE KEY", key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate just made can be encoded", e);
        }
    }

    private static byte[] wrap(String what, byte[] bytes) {
        return ("-----BEGIN " + what + "-----\n" + PEM.encodeToString(bytes) + "\n-----END " + what + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] unwrap(byte[] pem) {
        return Base64.getMimeDecoder()
                .decode(new String(pem, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----", ""));
    }
}
