package meridian.etcd;

import java.nio.file.Path;

/**
 * TLS towards clients. All files are PEM.
 *
 * @param certificate the node's certificate, followed by those of its issuers
 * @param key the certificate's private key
 * @param clients whether clients need a certificate too
 */
public record EtcdTls(Path certificate, Path key, Clients clients) implements EtcdSecurity {
    /** What clients have to show. */
    public sealed interface Clients {
        /** Nothing. */
        record Anyone() implements Clients {}

        /** A certificate that one of these authorities issued. */
        record IssuedBy(Path authorities) implements Clients {}
    }
}
