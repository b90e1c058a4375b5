package meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SignatureException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import meridian.base.Disk;
import meridian.base.Machine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
    private static final Disk DISK = Machine.disk();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path home;

    private Certificates certificates = new Certificates(Path.of(""), DISK);

    @BeforeEach
    void create() {
        certificates = Certificates.in(home, DISK);
        certificates.create();
        certificates.issueNode("n1", List.of("10.0.0.1", "db.example.org"));
        certificates.issueClient("anna");
    }

    @Test
    void nodes_and_clients_have_authorities_of_their_own() throws Exception {
        X509Certificate nodes = read(certificates.nodesAuthority());
        X509Certificate clients = read(certificates.clientsAuthority());
        X509Certificate node = read(certificates.certificate("n1"));
        X509Certificate anna = read(certificates.certificate(Certificates.clientFile("anna")));

        node.verify(nodes.getPublicKey());
        anna.verify(clients.getPublicKey());
        assertThatThrownBy(() -> anna.verify(nodes.getPublicKey())).isInstanceOf(SignatureException.class);
        assertThatThrownBy(() -> node.verify(clients.getPublicKey())).isInstanceOf(SignatureException.class);
        assertThat(nodes.getBasicConstraints()).isZero();
        assertThat(node.getBasicConstraints()).isEqualTo(-1);
        node.checkValidity();
    }

    @Test
    void a_node_is_known_by_its_id_and_found_under_its_hosts() throws Exception {
        X509Certificate node = read(certificates.certificate("n1"));
        assertThat(node.getSubjectX500Principal().getName()).isEqualTo("CN=n1");
        assertThat(node.getSubjectAlternativeNames().stream().map(name -> name.get(1)))
                .map(Object::toString)
                .contains("n1", "localhost", "127.0.0.1", "10.0.0.1", "db.example.org");
    }

    @Test
    void a_client_cannot_serve() throws Exception {
        String serverAuthentication = "1.3.6.1.5.5.7.3.1";
        assertThat(read(certificates.certificate(Certificates.clientFile("anna")))
                        .getExtendedKeyUsage())
                .doesNotContain(serverAuthentication);
        assertThat(read(certificates.certificate("n1")).getExtendedKeyUsage()).contains(serverAuthentication);
    }

    @Test
    void only_the_owner_may_look_into_the_folder() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(certificates.folder())))
                .isEqualTo("rwx------");
    }

    @Test
    void what_is_there_is_not_written_over() {
        assertThatThrownBy(certificates::create)
                .isInstanceOf(Failure.class)
                .hasMessageContaining(certificates.folder().toString());
    }

    @Test
    void a_name_that_could_be_a_path_is_none() {
        assertThatThrownBy(() -> certificates.issueClient("../root"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("../root");
        assertThatThrownBy(() -> certificates.issueNode("n/1", List.of())).isInstanceOf(Failure.class);
    }

    private static X509Certificate read(Path file) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(DISK.read(file)));
    }
}
