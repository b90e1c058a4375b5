package meridian.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import meridian.base.NodeId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Mutual TLS: both ends show a certificate of the cluster's authorities, made out to the node they claim to be. */
final class Tls {
    /** The type of DNS names among a certificate's alternative names (RFC 5280, section 4.2.1.6). */
    private static final int DNS_NAME = 2;

    private static final String PROTOCOL = "TLSv1.3";

    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

    private final TransportTls files;
    private volatile Contexts contexts;

    private Tls(TransportTls files) {
        this.files = files;
        this.contexts = load(files);
    }

    /** What the files held at these times. */
    private record Contexts(SslContext server, SslContext client, List<FileTime> times) {}

    static Tls read(TransportTls files) {
        return new Tls(files);
    }

    private static Contexts load(TransportTls files) {
        for (Path file : List.of(files.certificate(), files.key(), files.authorities())) {
            if (!Files.isReadable(file)) {
                throw new IllegalArgumentException("cannot read " + file + ", which the TLS configuration names");
            }
        }
        try {
            List<FileTime> times = times(files);
            return new Contexts(serverContext(files), clientContext(files), times);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "cannot use the TLS files " + files + ": " + e.getMessage()
                            + ": expected PEM files, the key in PKCS#8 without a password",
                    e);
        }
    }

    SslHandler handler(Channel channel, boolean asServer, Duration timeout) {
        Contexts now = current();
        SslHandler handler = (asServer ? now.server : now.client).newHandler(channel.alloc());
        handler.setHandshakeTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        return handler;
    }

    /**
     * Reads the files again when they have changed, so that certificates can be renewed while the node runs. Connections
     * are rare and the files are small, so this may happen on the event loop. What cannot be used is told of once, and
     * what was there before stays.
     */
    private Contexts current() {
        Contexts known = contexts;
        List<FileTime> times = times(files);
        if (!times.equals(known.times)) {
            try {
                contexts = load(files);
                LOG.info("the TLS files have changed: new connections use {}", files.certificate());
            } catch (IllegalArgumentException e) {
                LOG.warn("the TLS files have changed and cannot be used; those before stay in use", e);
                contexts = new Contexts(known.server, known.client, times);
            }
        }
        return contexts;
    }

    /** A file that is not there has no time. */
    private static List<FileTime> times(TransportTls files) {
        List<FileTime> times = new ArrayList<>();
        for (Path file : List.of(files.certificate(), files.key(), files.authorities())) {
            try {
                times.add(Files.getLastModifiedTime(file));
            } catch (IOException _) {
                times.add(FileTime.fromMillis(0));
            }
        }
        return times;
    }

    /** Why the other end cannot be who it claims to be. */
    Optional<String> misnamed(Channel channel, NodeId claimed) {
        try {
            Certificate[] chain = channel.pipeline()
                    .get(SslHandler.class)
                    .engine()
                    .getSession()
                    .getPeerCertificates();
            Set<String> names = names((X509Certificate) chain[0]);
            return names.contains(claimed.name())
                    ? Optional.empty()
                    : Optional.of("the certificate is made out to " + names + ", not to node " + claimed
                            + ": put the node's id into its certificate as common name or DNS name");
        } catch (SSLPeerUnverifiedException | CertificateParsingException | InvalidNameException e) {
            return Optional.of("the certificate of node " + claimed + " cannot be read: " + e.getMessage());
        }
    }

    private static SslContext serverContext(TransportTls files) throws SSLException {
        return SslContextBuilder.forServer(
                        files.certificate().toFile(), files.key().toFile())
                .sslProvider(SslProvider.JDK)
                .protocols(PROTOCOL)
                .trustManager(files.authorities().toFile())
                .clientAuth(ClientAuth.REQUIRE)
                .build();
    }

    /** Peers are known by their node id and not by the host they run on, so the host's name is not checked. */
    private static SslContext clientContext(TransportTls files) throws SSLException {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols(PROTOCOL)
                .endpointIdentificationAlgorithm(null)
                .trustManager(files.authorities().toFile())
                .keyManager(files.certificate().toFile(), files.key().toFile())
                .build();
    }

    private static Set<String> names(X509Certificate certificate)
            throws CertificateParsingException, InvalidNameException {
        Set<String> names = new HashSet<>();
        for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
            if (part.getType().equalsIgnoreCase("CN")) {
                names.add(part.getValue().toString());
            }
        }
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
            if (alternative.get(0).equals(DNS_NAME)) {
                names.add((String) alternative.get(1));
            }
        }
        return names;
    }
}
