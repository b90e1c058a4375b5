package meridian.time;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many answers each client still gets: so many a second, and once a second the word that it asks too often. Of IPv6 the
 * first half of the address counts, since whoever has one address there has them all.
 */
final class Allowance {
    /** Beyond this the client that was quiet the longest is forgotten. */
    static final int CLIENTS_MAX = 4_096;

    private static final int NETWORK_BYTES = 8;
    private static final double NANOS_PER_SECOND = 1e9;

    private final int perSecond;
    private final Map<InetAddress, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Bucket> eldest) {
            return size() > CLIENTS_MAX;
        }
    };

    Allowance(int perSecond) {
        this.perSecond = perSecond;
    }

    Grant ask(InetAddress client, long tick) {
        return buckets.computeIfAbsent(network(client), any -> new Bucket(tick)).take(tick);
    }

    private static InetAddress network(InetAddress client) {
        if (client instanceof Inet4Address) {
            return client;
        }
        byte[] address = client.getAddress();
        Arrays.fill(address, NETWORK_BYTES, address.length, (byte) 0);
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }

    /** What a client gets. */
    enum Grant {
        ANSWER,
        REFUSAL,
        SILENCE
    }

    private final class Bucket {
        private double tokens = perSecond;
        private long filled;
        private long refused;

        Bucket(long tick) {
            this.filled = tick;
            this.refused = tick - (long) NANOS_PER_SECOND;
        }

        Grant take(long tick) {
            tokens = Math.min(perSecond, tokens + (tick - filled) / NANOS_PER_SECOND * perSecond);
            filled = tick;
            if (tokens >= 1) {
                tokens--;
                return Grant.ANSWER;
            }
            if (tick - refused >= NANOS_PER_SECOND) {
                refused = tick;
                return Grant.REFUSAL;
            }
            return Grant.SILENCE;
        }
    }
}
