package meridian.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import meridian.base.Address;
import meridian.base.Machine;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** With a server of TLS on loopback that answers as a test wants. */
class NtsKeyExchangeTest {
    private static final byte[] GOOD = HexFormat.of().parseHex("80010002000080040002000f000500040102030480000000");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LITTLE_PATIENCE = Duration.ofMillis(500);

    @Test
    void both_sides_make_the_same_keys() throws Exception {
        Server server = new Server("ntske/1", out -> out.write(GOOD));
        NtsGrant grant = exchange(server.authorities(), PATIENCE).with(server.address());
        assertThat(grant.server()).isEqualTo(new Address("127.0.0.1", 123));
        assertThat(grant.take()).hasValueSatisfying(cookie -> assertThat(cookie).containsExactly(1, 2, 3, 4));
        ExtendedSSLSession session = server.session.get();
        byte[] sealed = key(session, 0).seal(new byte[] {7}, List.of());
        assertThat(grant.ours().open(sealed, List.of())).isPresent();
        assertThat(grant.theirs().open(sealed, List.of())).isEmpty();
        byte[] back = key(session, 1).seal(new byte[] {7}, List.of());
        assertThat(grant.theirs().open(back, List.of())).isPresent();
    }

    private static AesSiv key(ExtendedSSLSession session, int direction) throws IOException {
        byte[] context = {0, 0, 0, 15, (byte) direction};
        return new AesSiv(
                session.exportKeyingMaterialData("EXPORTER-network-time-security", context, AesSiv.KEY_BYTES));
    }

    @Test
    void a_server_that_nobody_vouches_for_is_refused() throws Exception {
        Server server = new Server("ntske/1", out -> out.write(GOOD));
        assertThatThrownBy(() -> exchange(Authorities.known(), PATIENCE).with(server.address()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void a_server_of_something_else_is_refused() throws Exception {
        Server server = new Server("http/1.1", out -> out.write(GOOD));
        assertThatThrownBy(() -> exchange(server.authorities(), PATIENCE).with(server.address()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void an_answer_that_breaks_off_or_does_not_come_or_never_ends_is_given_up() throws Exception {
        assertGivenUp(PATIENCE, out -> out.write(GOOD, 0, GOOD.length - 4), "breaks off");
        assertGivenUp(LITTLE_PATIENCE, out -> sleep(), "");
        assertGivenUp(
                LITTLE_PATIENCE,
                out -> {
                    for (int i = 0; i < 1_000; i++) {
                        out.write(new byte[] {0x11, 0x11, 0, 0});
                        out.flush();
                        sleepALittle();
                    }
                },
                "");
        assertGivenUp(PATIENCE, out -> out.write(new byte[] {0x12, 0, (byte) 0xff, (byte) 0xff}, 0, 4), "");
    }

    private static void sleep() throws IOException {
        sleepALittle();
        for (int i = 0; i < 100; i++) {
            sleepALittle();
        }
    }

    private static void sleepALittle() throws IOException {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void assertGivenUp(Duration patience, Script script, String why) throws Exception {
        Server server = new Server("ntske/1", script);
        assertThatThrownBy(() -> exchange(server.authorities(), patience).with(server.address()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    private static NtsKeyExchange exchange(Authorities authorities, Duration patience) {
        return new NtsKeyExchange(authorities.sockets(), Machine.ticker(), patience);
    }

    @FunctionalInterface
    private interface Script {
        void run(OutputStream out) throws IOException;
    }

    /** Takes one client. */
    private static final class Server {
        private final SSLServerSocket socket;
        private final X509Certificate certificate;
        private final CompletableFuture<ExtendedSSLSession> session = new CompletableFuture<>();

        Server(String protocol, Script script) throws Exception {
            KeyPair keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
            certificate = certificate(keys);
            socket = (SSLServerSocket)
                    context(keys).getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {protocol});
            socket.setSSLParameters(parameters);
            Thread.ofPlatform().daemon().start(() -> serve(script));
        }

        private void serve(Script script) {
            try (socket;
                    SSLSocket client = (SSLSocket) socket.accept()) {
                client.startHandshake();
                session.complete((ExtendedSSLSession) client.getSession());
                client.getInputStream().readNBytes(NtsRecords.request().length);
                script.run(client.getOutputStream());
            } catch (IOException e) {
                session.completeExceptionally(e);
            }
        }

        Address address() {
            return new Address("127.0.0.1", socket.getLocalPort());
        }

        Authorities authorities() throws GeneralSecurityException {
            String text =
                    "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                            + "\n-----END CERTIFICATE-----\n";
            return Authorities.of(text.getBytes(StandardCharsets.US_ASCII));
        }

        private SSLContext context(KeyPair keys) throws GeneralSecurityException, IOException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("us", keys.getPrivate(), new char[0], new Certificate[] {certificate});
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        }

        private static X509Certificate certificate(KeyPair keys) throws Exception {
            X500Name name = new X500Name("CN=time");
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.ONE,
                    Date.from(now.minus(Duration.ofDays(1))),
                    Date.from(now.plus(Duration.ofDays(1))),
                    name,
                    keys.getPublic());
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        }
    }

    @Test
    void a_file_without_certificates_is_refused() {
        assertThatThrownBy(() -> Authorities.of("nothing".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Authorities.of(new byte[0])).hasMessage("it has no certificate");
    }
}
