package meridian.etcd;

import static meridian.etcd.Messages.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import meridian.base.Address;
import meridian.store.Caller;
import meridian.store.Reply;
import meridian.store.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final Address LOOPBACK = new Address("127.0.0.1", 0);

    @TempDir
    private Path folder;

    private final ScriptedStore store = new ScriptedStore();
    private X509Bundle authority;
    private Identification node;
    private Identification client;

    /** Certificate, key and the authority's certificate. */
    private record Identification(Path certificate, Path key, Path authority) {}

    @BeforeEach
    void issue() throws Exception {
        authority = new CertificateBuilder()
                .subject("CN=authority")
                .ecp256()
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        node = issued("node");
        client = issued("client");
        store.answerReads(CompletableFuture.completedFuture(
                new Reply.Done<>(new Result.Read(List.of(), 0, false), new Reply.Header(1, 1))));
    }

    private Identification issued(String name) throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=" + name)
                .ecp256()
                .addSanIpAddress("127.0.0.1")
                .buildIssuedBy(authority);
        return new Identification(
                write(name + ".crt", bundle.getCertificatePathPEM()),
                write(name + ".key", bundle.getPrivateKeyPEM()),
                write("authority.crt", authority.getCertificatePEM()));
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static EtcdConfig config(EtcdTls tls) {
        return EtcdConfig.of(LOOPBACK, tls, "test");
    }

    @Test
    void clients_talk_over_tls() throws Exception {
        EtcdTls tls = new EtcdTls(node.certificate(), node.key(), new EtcdTls.Clients.Anyone());
        try (EtcdFace face = EtcdFace.start(config(tls), store, FaceFixture.coordination(store))) {
            ChannelCredentials trusting = TlsChannelCredentials.newBuilder()
                    .trustManager(client.authority().toFile())
                    .build();
            assertThat(ask(face, trusting)).isEqualTo(Code.OK);
            assertThat(store.lastCaller()).isEqualTo(Caller.NOBODY);
        }
    }

    @Test
    void only_clients_with_a_certificate_are_served_if_it_is_so_configured() throws Exception {
        EtcdTls tls = new EtcdTls(node.certificate(), node.key(), new EtcdTls.Clients.IssuedBy(node.authority()));
        try (EtcdFace face = EtcdFace.start(config(tls), store, FaceFixture.coordination(store))) {
            TlsChannelCredentials.Builder trusting = TlsChannelCredentials.newBuilder()
                    .trustManager(client.authority().toFile());
            assertThat(ask(face, trusting.build())).isEqualTo(Code.UNAVAILABLE);
            ChannelCredentials known = trusting.keyManager(
                            client.certificate().toFile(), client.key().toFile())
                    .build();
            assertThat(ask(face, known)).isEqualTo(Code.OK);
            assertThat(store.lastCaller()).isEqualTo(new Caller.Certified("client"));
        }
    }

    @Test
    void json_comes_over_the_same_port_and_knows_who_has_shown_a_certificate() throws Exception {
        EtcdTls tls = new EtcdTls(node.certificate(), node.key(), new EtcdTls.Clients.IssuedBy(node.authority()));
        try (EtcdFace face = EtcdFace.start(config(tls), store, FaceFixture.coordination(store))) {
            AdvancedTlsX509KeyManager key = new AdvancedTlsX509KeyManager();
            key.updateIdentityCredentials(
                    client.certificate().toFile(), client.key().toFile());
            HttpClients known = HttpClients.secure(face.port(), trusting(new KeyManager[] {key}));
            assertThat(known.post("/v3/kv/range", "{\"key\":\"aw==\"}").statusCode())
                    .isEqualTo(200);
            assertThat(store.lastCaller()).isEqualTo(new Caller.Certified("client"));
            assertThat(ask(face, credentials())).as("with gRPC").isEqualTo(Code.OK);

            HttpClients unknown = HttpClients.secure(face.port(), trusting(new KeyManager[0]));
            assertThatThrownBy(() -> unknown.post("/v3/kv/range", "{}")).isInstanceOf(UncheckedIOException.class);
            try (RawConnection plain = new RawConnection(face.port())) {
                assertThat(plain.send(RawConnection.post("/v3/kv/range", "{}")).readToEnd())
                        .doesNotContain("HTTP/1.1");
            }
        }
    }

    private SSLContext trusting(KeyManager[] keys) throws GeneralSecurityException, IOException {
        AdvancedTlsX509TrustManager trust = AdvancedTlsX509TrustManager.newBuilder()
                .setVerification(AdvancedTlsX509TrustManager.Verification.CERTIFICATE_ONLY_VERIFICATION)
                .build();
        trust.updateTrustCredentials(client.authority().toFile());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {trust}, null);
        return context;
    }

    @Test
    void certificates_are_read_again_when_they_change() throws Exception {
        EtcdTls tls = new EtcdTls(node.certificate(), node.key(), new EtcdTls.Clients.IssuedBy(node.authority()));
        ChannelCredentials old = credentials();
        try (EtcdFace face = EtcdFace.start(config(tls), store, FaceFixture.coordination(store))) {
            assertThat(ask(face, old)).isEqualTo(Code.OK);
            issue();
            ChannelCredentials fresh = credentials();
            Await.until("the new files are used", () -> ask(face, fresh) == Code.OK);
            assertThat(ask(face, old)).isEqualTo(Code.UNAVAILABLE);
            write("node.key", "this is no key");
            assertThat(ask(face, fresh)).as("with a file that cannot be used").isEqualTo(Code.OK);
        }
    }

    /** Read now, whatever the files hold later. */
    private ChannelCredentials credentials() throws IOException {
        return TlsChannelCredentials.newBuilder()
                .trustManager(client.authority().toFile())
                .keyManager(client.certificate().toFile(), client.key().toFile())
                .build();
    }

    private static Code ask(EtcdFace face, ChannelCredentials credentials) {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", face.port(), credentials)
                .build();
        try {
            ErrorContract.Client.of(channel).kv().range(get("k"));
            return Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void files_that_do_not_belong_together_are_named() {
        EtcdTls tls = new EtcdTls(node.certificate(), folder.resolve("absent.key"), new EtcdTls.Clients.Anyone());
        assertThatThrownBy(() -> EtcdFace.start(config(tls), store, FaceFixture.coordination(store)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("client.tls")
                .hasMessageContaining("absent.key");
    }

    @Test
    void what_others_can_reach_demands_tls_and_a_certificate_unless_it_is_said_otherwise() {
        Address everywhere = new Address("0.0.0.0", 0);
        IllegalArgumentException refusal = catchThrowableOfType(
                IllegalArgumentException.class, () -> EtcdConfig.of(everywhere, new EtcdSecurity.PlainText(), "test"));
        assertThat(refusal).hasMessageContaining("0.0.0.0").hasMessageContaining("configure client.tls");
        EtcdTls forAnyone = new EtcdTls(node.certificate(), node.key(), new EtcdTls.Clients.Anyone());
        assertThatThrownBy(() -> EtcdConfig.of(everywhere, forAnyone, "test"))
                .hasMessageContaining("nobody asks them for a certificate");
        EtcdTls forKnown = new EtcdTls(node.certificate(), node.key(), new EtcdTls.Clients.IssuedBy(node.authority()));
        assertThat(EtcdConfig.of(everywhere, forKnown, "test").listen()).isEqualTo(everywhere);
        assertThat(EtcdConfig.of(everywhere, new EtcdSecurity.PlainTextAnywhere(), "test")
                        .listen())
                .isEqualTo(everywhere);
    }

    @Test
    void a_port_that_is_taken_is_named() {
        EtcdConfig any = EtcdConfig.of(LOOPBACK, new EtcdSecurity.PlainText(), "test");
        try (EtcdFace first = EtcdFace.start(any, store, FaceFixture.coordination(store))) {
            Address taken = new Address("127.0.0.1", first.port());
            assertThatThrownBy(() -> EtcdFace.start(
                            EtcdConfig.of(taken, new EtcdSecurity.PlainText(), "test"),
                            store,
                            FaceFixture.coordination(store)))
                    .hasMessageContaining(taken.toString())
                    .hasMessageContaining("client.listen");
        }
    }
}
