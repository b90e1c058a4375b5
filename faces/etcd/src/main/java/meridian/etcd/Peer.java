package meridian.etcd;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection: their address, and the common name in the certificate they have shown.
 * Looked at once for each connection.
 */
final class Peer extends ServerTransportFilter {
    private static final Attributes.Key<String> ADDRESS = Attributes.Key.create("peer-address");
    private static final Attributes.Key<String> NAME = Attributes.Key.create("peer-name");

    static String address(Attributes attributes) {
        String address = attributes.get(ADDRESS);
        return address == null ? "" : address;
    }

    /** Empty if the client has shown no certificate, or one without a name. */
    static Optional<String> name(Attributes attributes) {
        return Optional.ofNullable(attributes.get(NAME));
    }

    @Override
    public Attributes transportReady(Attributes attributes) {
        Attributes.Builder known = attributes.toBuilder();
        if (attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress socket
                && socket.getAddress() != null) {
            known.set(ADDRESS, socket.getAddress().getHostAddress());
        }
        name(attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION)).ifPresent(name -> known.set(NAME, name));
        return known.build();
    }

    private static Optional<String> name(@Nullable SSLSession session) {
        if (session == null) {
            return Optional.empty();
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain[0] instanceof X509Certificate certificate
                    ? commonName(certificate.getSubjectX500Principal().getName())
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException | InvalidNameException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> commonName(String subject) throws InvalidNameException {
        for (Rdn part : new LdapName(subject).getRdns()) {
            if (part.getType().equalsIgnoreCase("CN")) {
                return Optional.of(part.getValue().toString()).filter(name -> !name.isEmpty());
            }
        }
        return Optional.empty();
    }
}
