package meridian.node;

import java.nio.file.Path;

/** Whether a port speaks TLS. */
public sealed interface Tls {
    record Off() implements Tls {}

    /** All three are PEM files. Whoever connects must show a certificate that one of the authorities signed. */
    record On(Path certificate, Path key, Path authorities) implements Tls {}
}
