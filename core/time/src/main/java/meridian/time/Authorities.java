package meridian.time;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Whose word is taken for who a server is. */
public final class Authorities {
    private final SSLContext context;

    private Authorities(SSLContext context) {
        this.context = context;
    }

    /** Those that Java comes with. */
    public static Authorities known() {
        try {
            return new Authorities(SSLContext.getDefault());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java has no TLS", e);
        }
    }

    /**
     * Only those whose certificates these are.
     *
     * @param certificates one or more, as PEM
     * @throws IllegalArgumentException when there is none, or they cannot be read
     */
    public static Authorities of(byte[] certificates) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            Collection<? extends Certificate> all = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(certificates));
            for (Certificate certificate : all) {
                store.setCertificateEntry(Integer.toString(store.size()), certificate);
            }
            if (all.isEmpty()) {
                throw new IllegalArgumentException("it has no certificate");
            }
            return new Authorities(trusting(store));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("its certificates cannot be read: " + e.getMessage(), e);
        }
    }

    private static SSLContext trusting(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    SSLSocketFactory sockets() {
        return context.getSocketFactory();
    }
}
