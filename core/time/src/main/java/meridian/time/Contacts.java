package meridian.time;

import java.time.Duration;
import meridian.base.Randomness;
import meridian.base.Ticker;

/** Knows how each server is to be asked. */
record Contacts(Secrets secrets, Ticker ticker, Randomness randomness) {
    private static final Duration KEY_EXCHANGE_MAX = Duration.ofSeconds(5);

    /** @throws IllegalArgumentException when the server's key is not among the keys */
    Contact to(TimeConfig.Server server) {
        if (server.nts()) {
            NtsKeyExchange exchange = new NtsKeyExchange(secrets.authorities().sockets(), ticker, KEY_EXCHANGE_MAX);
            return new NtsContact(server.address(), exchange::with, ticker, randomness);
        }
        return new Contact.Direct(server.address(), proof(server));
    }

    private Proof proof(TimeConfig.Server server) {
        return server.key().map(number -> proof(server, number)).orElse(Proof.NONE);
    }

    private Proof proof(TimeConfig.Server server, int number) {
        return secrets.keys()
                .find(number)
                .<Proof>map(Proof.ByKey::new)
                .orElseThrow(() -> new IllegalArgumentException("time.servers: " + server.address()
                        + " is to be asked with key " + Integer.toUnsignedString(number)
                        + ", which time.key-file does not have"));
    }
}
