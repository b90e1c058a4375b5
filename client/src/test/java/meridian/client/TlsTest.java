package meridian.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import meridian.etcd.EtcdTls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TlsTest {
    @TempDir
    private Path folder;

    private X509Bundle authority;
    private Path trusted;
    private ServedStore served;

    @BeforeEach
    void start() throws Exception {
        authority = new CertificateBuilder()
                .subject("CN=authority")
                .ecp256()
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        trusted = write("authority.crt", authority.getCertificatePEM());
        issue("node");
        issue("client");
        EtcdTls tls = new EtcdTls(file("node.crt"), file("node.key"), new EtcdTls.Clients.IssuedBy(trusted));
        served = new ServedStore(Files.createDirectory(file("data")), tls);
    }

    @AfterEach
    void stop() {
        served.close();
    }

    private void issue(String name) throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=" + name)
                .ecp256()
                .addSanIpAddress("127.0.0.1")
                .buildIssuedBy(authority);
        write(name + ".crt", bundle.getCertificatePathPEM());
        write(name + ".key", bundle.getPrivateKeyPEM());
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(file(name), content);
    }

    private MeridianBuilder impatient() {
        return served.builder().timeLimit(Duration.ofSeconds(1));
    }

    @Test
    void client_and_nodes_show_each_other_their_certificates() {
        try (Meridian client = served.builder()
                .trust(trusted)
                .certificate(file("client.crt"), file("client.key"))
                .connect()) {
            client.kv().put("k", "v");
            assertThat(client.kv().get("k")).isPresent();
        }
    }

    @Test
    void without_a_certificate_or_without_tls_nobody_is_let_in() {
        try (Meridian client = impatient().trust(trusted).connect()) {
            assertThatThrownBy(() -> client.kv().get("k")).isInstanceOf(NotAppliedException.class);
        }
        try (Meridian client = impatient().connect()) {
            assertThatThrownBy(() -> client.kv().get("k")).isInstanceOf(NotAppliedException.class);
        }
    }

    @Test
    void nodes_that_nobody_vouches_for_are_told_nothing() {
        try (Meridian client = impatient()
                .trustLikeThisMachine()
                .certificate(file("client.crt"), file("client.key"))
                .connect()) {
            assertThatThrownBy(() -> client.kv().put("k", "v")).isInstanceOf(NotAppliedException.class);
        }
    }
}
