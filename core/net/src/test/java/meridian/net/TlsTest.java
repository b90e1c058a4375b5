package meridian.net;

import static meridian.net.Nodes.BULK;
import static meridian.net.Nodes.CLUSTER;
import static meridian.net.Nodes.LONG;
import static meridian.net.Nodes.URGENT;
import static meridian.net.Nodes.await;
import static meridian.net.Nodes.bytes;
import static meridian.net.Nodes.echo;
import static meridian.net.Nodes.failure;
import static meridian.net.Nodes.introduce;
import static meridian.net.Nodes.link;
import static meridian.net.Nodes.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import meridian.base.Address;
import meridian.base.NodeId;
import meridian.net.TransportException.Delivery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private final Nodes nodes = new Nodes();
    private final Logged log = Logged.by(Complaints.class);
    private final TestAuthority authority;
    private final TestAuthority otherAuthority;
    private final NettyTransport a;

    TlsTest(@TempDir Path folder) {
        authority = new TestAuthority(folder, "authority");
        otherAuthority = new TestAuthority(folder, "other-authority");
        a = nodes.start(config("a", authority.issue("a", "machine-1")));
    }

    @BeforeEach
    void serve() {
        a.serve(URGENT, echo());
        a.serve(BULK, echo());
    }

    @AfterEach
    void closeNodes() {
        nodes.close();
        log.close();
    }

    @Test
    void nodes_with_certificates_of_the_cluster_talk_both_ways() {
        NettyTransport b = nodes.start(config("b", authority.issue("machine-2", "b")));
        introduce(a, b);
        b.serve(URGENT, echo());
        assertThat(reply(a.call(b.self(), URGENT, bytes(1), LONG))).isEqualTo(bytes(1));
        byte[] large = new byte[3_000_000];
        new Random(2).nextBytes(large);
        assertThat(reply(b.call(a.self(), BULK, large, LONG))).isEqualTo(large);
        assertThat(link(a, b).reconnects()).isZero();
    }

    @Test
    void shaping_works_below_tls_too() {
        NettyTransport b = nodes.start(config("b", authority.issue("b", "b")));
        introduce(a, b);
        b.shape(a.self(), LinkShape.delayed(Duration.ofMillis(20), Duration.ZERO));
        reply(b.call(a.self(), URGENT, bytes(1), LONG));
        await("it is measured", () -> link(b, a).roundTrip().isPresent());
        assertThat(link(b, a).roundTrip().orElseThrow()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
    }

    @Test
    void certificates_are_read_again_when_they_change() throws IOException {
        TransportTls files = otherAuthority.issue("b", "b");
        TransportTls good = authority.issue("b", "b");
        NettyTransport b = nodes.start(config("b", files));
        b.serve(URGENT, echo());
        introduce(a, b);
        assertUndelivered(a.call(b.self(), URGENT, bytes(1), Duration.ofMillis(500)));
        Files.copy(good.authorities(), files.authorities(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(good.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(good.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
        await("they talk", () -> link(a, b).connected());
        assertThat(reply(a.call(b.self(), URGENT, bytes(1), LONG))).isEqualTo(bytes(1));
    }

    @Test
    void a_certificate_of_another_authority_is_refused() {
        TransportTls foreign = otherAuthority.issue("b", "b");
        NettyTransport b = nodes.start(
                config("b", new TransportTls(foreign.certificate(), foreign.key(), authority.certificate())));
        assertCannotCall(b);
        await("it is logged", () -> log.count("without a proper handshake from 127.0.0.1") > 0);
    }

    @Test
    void a_node_whose_certificate_we_do_not_trust_is_not_talked_to() {
        NettyTransport b = nodes.start(config("b", otherAuthority.issue("b", "b")));
        introduce(a, b);
        assertUndelivered(a.call(b.self(), URGENT, bytes(1), Duration.ofMillis(500)));
        assertThat(log.count("cannot connect to b")).isEqualTo(1);
    }

    @Test
    void the_certificate_of_another_node_is_refused() {
        NettyTransport b = nodes.start(config("b", authority.issue("client", "c")));
        assertCannotCall(b);
        assertThat(log.lines())
                .anyMatch(line -> line.contains("not to node b: put the node's id into its certificate"));
    }

    @Test
    void a_node_that_answers_with_the_certificate_of_another_is_not_talked_to() {
        NettyTransport b = nodes.start(config("b", authority.issue("c", "c")));
        a.meet(b.self(), b.address());
        assertUndelivered(a.call(b.self(), URGENT, bytes(1), Duration.ofMillis(500)));
        assertThat(log.lines())
                .anyMatch(line -> line.startsWith("cannot connect to b: the certificate is made out to"));
    }

    @Test
    void plain_text_is_refused() {
        NettyTransport b = nodes.start("b");
        assertCannotCall(b);
        await("it is logged", () -> log.count("it does not speak TLS, which this node demands") == 1);
    }

    @Test
    void what_listens_beyond_loopback_demands_tls() {
        assertThatThrownBy(() -> TransportConfig.of(
                        new NodeId("n"), CLUSTER, new Address("0.0.0.0", 0), new TransportSecurity.PlainText()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("net.listen is 0.0.0.0:0")
                .hasMessageContaining("configure a certificate, a key and the authorities, or listen on 127.0.0.1");
    }

    @Test
    void unusable_files_are_named(@TempDir Path folder) throws IOException {
        TransportTls good = authority.issue("c", "c");
        Path missing = folder.resolve("missing.key");
        assertThatThrownBy(() ->
                        nodes.start(config("c", new TransportTls(good.certificate(), missing, good.authorities()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot read " + missing);
        Path garbled = Files.writeString(folder.resolve("garbled.key"), "this is no key");
        assertThatThrownBy(() ->
                        nodes.start(config("c", new TransportTls(good.certificate(), garbled, good.authorities()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected PEM files");
    }

    private void assertCannotCall(NettyTransport b) {
        b.meet(a.self(), a.address());
        assertUndelivered(b.call(a.self(), URGENT, bytes(1), Duration.ofMillis(500)));
    }

    private static void assertUndelivered(CompletableFuture<byte[]> call) {
        assertThat(failure(call).delivery()).isEqualTo(Delivery.NONE);
    }

    private static TransportConfig config(String name, TransportTls tls) {
        return new TransportConfig(new NodeId(name), CLUSTER, new Address("127.0.0.1", 0), tls, Nodes.quick(), 2, true);
    }
}
