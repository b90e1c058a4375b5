package meridian.time;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import meridian.base.Address;
import meridian.base.Randomness;
import meridian.base.Ticker;
import org.jspecify.annotations.Nullable;

/** A server whose answers are proved by NTS. For one thread. */
final class NtsContact implements Contact {
    private static final Duration RETRY_FIRST = Duration.ofSeconds(10);
    private static final Duration RETRY_LAST = Duration.ofHours(1);

    /** After so many questions without a proved answer the server may have changed its keys. */
    private static final int FAILURES_MAX = 3;

    private static final int NONCE_BYTES = 16;

    private final Address server;
    private final KeyExchange exchange;
    private final Ticker ticker;
    private final Randomness randomness;
    private @Nullable NtsGrant grant;
    private int failures;
    private Duration retry = RETRY_FIRST;
    private long retryAt;
    private String trouble = "";

    /** @param server where keys are to be had */
    NtsContact(Address server, KeyExchange exchange, Ticker ticker, Randomness randomness) {
        this.server = server;
        this.exchange = exchange;
        this.ticker = ticker;
        this.randomness = randomness;
        this.retryAt = ticker.nanos();
    }

    /** Gets keys from a server. */
    @FunctionalInterface
    interface KeyExchange {
        NtsGrant with(Address server) throws IOException;
    }

    @Override
    public Call next() throws IOException {
        NtsGrant usable = usable();
        byte[] cookie = usable.take().orElseThrow(() -> new IOException("the server gave no cookies"));
        Proof proof = new NtsProof(usable, cookie, random(NtsProof.UNIQUE_BYTES), random(NONCE_BYTES));
        Address asked = usable.server();
        return new Call(new InetSocketAddress(asked.host(), asked.port()), proof);
    }

    private NtsGrant usable() throws IOException {
        NtsGrant known = grant;
        if (known != null && known.missing() < NtsGrant.COOKIES_MAX && failures < FAILURES_MAX) {
            return known;
        }
        if (ticker.nanos() - retryAt < 0) {
            throw new IOException(trouble);
        }
        NtsGrant fresh = exchange();
        grant = fresh;
        failures = 0;
        return fresh;
    }

    /** A server that has no keys for us, or whose keys are no good, is asked for others more and more rarely. */
    private NtsGrant exchange() throws IOException {
        retryAt = ticker.nanos() + retry.toNanos();
        retry = retry.multipliedBy(2).compareTo(RETRY_LAST) < 0 ? retry.multipliedBy(2) : RETRY_LAST;
        trouble = "it does not answer with the keys that it gave us";
        try {
            return exchange.with(server);
        } catch (IOException e) {
            trouble = "no keys from " + server + ": " + e.getMessage();
            throw new IOException(trouble, e);
        }
    }

    @Override
    public void answered(boolean proved) {
        failures = proved ? 0 : failures + 1;
        if (proved) {
            retry = RETRY_FIRST;
        }
    }

    private byte[] random(int bytes) {
        ByteBuffer random = ByteBuffer.allocate(bytes);
        while (random.hasRemaining()) {
            random.putLong(randomness.nextLong());
        }
        return random.array();
    }
}
