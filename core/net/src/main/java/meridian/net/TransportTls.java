package meridian.net;

import java.nio.file.Path;

/**
 * Mutual TLS from PEM files: this node's certificate (with the chain up to its authority), its PKCS#8 key, and the
 * certificates of the authorities whose word counts for peers.
 *
 * <p>A node's certificate must carry its node id as the common name or as a DNS name, so that a certificate made for a
 * client, or for another node, cannot speak as this one.
 */
public record TransportTls(Path certificate, Path key, Path authorities) implements TransportSecurity {}
