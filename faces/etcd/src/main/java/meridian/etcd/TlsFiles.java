package meridian.etcd;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import meridian.base.Bytes;
import meridian.base.Disk;
import meridian.base.Machine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate, the key and the authorities of the port for clients. When the files change, connections made from
 * then on use what is in them; a file that cannot be used is told of once, and what was there before stays.
 */
final class TlsFiles implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

    /** The first one that the client offers, too. Clients of gRPC offer HTTP/2 only, those of JSON often both. */
    private static final ApplicationProtocolConfig PROTOCOLS = new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN,
            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_1_1,
            ApplicationProtocolNames.HTTP_2);

    private final EtcdTls tls;
    private final Disk disk = Machine.disk();
    private final AdvancedTlsX509KeyManager key = new AdvancedTlsX509KeyManager();
    private final Optional<Authorities> authorities;
    private List<Bytes> seen = List.of();

    /** Throws {@link IllegalArgumentException} if the files cannot be used. */
    TlsFiles(EtcdTls tls) {
        this.tls = tls;
        try {
            this.authorities = switch (tls.clients()) {
                case EtcdTls.Clients.Anyone _ -> Optional.empty();
                case EtcdTls.Clients.IssuedBy(Path file) -> Optional.of(Authorities.in(file));
            };
            use();
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "client.tls cannot be used: " + e.getMessage() + "; check that certificate and key are PEM files"
                            + " that belong together (" + tls.certificate() + ", " + tls.key() + ")",
                    e);
        }
    }

    /** Whose certificates clients may show. */
    private record Authorities(Path file, AdvancedTlsX509TrustManager manager) {
        static Authorities in(Path file) throws GeneralSecurityException {
            // A client is known by its certificate, not by the host it runs on.
            return new Authorities(
                    file,
                    AdvancedTlsX509TrustManager.newBuilder()
                            .setVerification(AdvancedTlsX509TrustManager.Verification.CERTIFICATE_ONLY_VERIFICATION)
                            .build());
        }
    }

    SslContext context() {
        try {
            SslContextBuilder builder =
                    GrpcSslContexts.configure(SslContextBuilder.forServer(key)).applicationProtocolConfig(PROTOCOLS);
            if (authorities.isPresent()) {
                builder.trustManager(authorities.get().manager()).clientAuth(ClientAuth.REQUIRE);
            }
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("client.tls cannot be used: " + e.getMessage(), e);
        }
    }

    /** Looks whether the files have changed. Called now and then, on one thread; they are small. */
    @Override
    public void run() {
        List<Bytes> before = seen;
        try {
            if (use()) {
                LOG.info("the files of client.tls have changed: new connections use {}", tls.certificate());
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            if (!seen.equals(before)) {
                LOG.warn("the files of client.tls have changed and cannot be used; those before stay in use", e);
            }
        }
    }

    /** False if they are what they were. */
    private boolean use() throws IOException, GeneralSecurityException {
        List<Bytes> now = contents();
        if (now.equals(seen)) {
            return false;
        }
        seen = now;
        if (authorities.isPresent()) {
            authorities
                    .get()
                    .manager()
                    .updateTrustCredentials(authorities.get().file().toFile());
        }
        key.updateIdentityCredentials(tls.certificate().toFile(), tls.key().toFile());
        return true;
    }

    private List<Bytes> contents() {
        List<Path> files = new ArrayList<>(List.of(tls.certificate(), tls.key()));
        authorities.map(Authorities::file).ifPresent(files::add);
        return files.stream().map(file -> Bytes.wrap(disk.read(file))).toList();
    }
}
