package meridian.etcd;

import meridian.base.Address;

/**
 * What the face needs to know before it starts.
 *
 * @param listen port 0 takes a free one
 * @param cluster the cluster's name, from which clients get its number
 * @param eventLoops threads that do all the work that never blocks
 * @param http for connections that speak JSON over HTTP/1.1
 * @param auditWrites have taken down also changes of keys and leases that are allowed
 */
public record EtcdConfig(
        Address listen,
        EtcdSecurity security,
        String cluster,
        int eventLoops,
        EtcdLimits limits,
        EtcdTimes times,
        HttpLimits http,
        boolean auditWrites) {
    private static final int EVENT_LOOPS = 2;

    public EtcdConfig {
        if (eventLoops < 1) {
            throw new IllegalArgumentException("client.event-loops is " + eventLoops + ": at least 1 is needed");
        }
        if (!listen.isLoopback() && !mayBeReached(security)) {
            throw new IllegalArgumentException("client.listen is " + listen + ", which other machines can reach, and"
                    + " nobody asks them for a certificate: configure client.tls with a certificate, a key and the"
                    + " authorities of clients, or listen on 127.0.0.1");
        }
    }

    private static boolean mayBeReached(EtcdSecurity security) {
        return switch (security) {
            case EtcdSecurity.PlainText _ -> false;
            case EtcdSecurity.PlainTextAnywhere _ -> true;
            case EtcdTls tls -> tls.clients() instanceof EtcdTls.Clients.IssuedBy;
        };
    }

    /** Two event loops and the usual limits. */
    public static EtcdConfig of(Address listen, EtcdSecurity security, String cluster) {
        return new EtcdConfig(
                listen,
                security,
                cluster,
                EVENT_LOOPS,
                EtcdLimits.DEFAULT,
                EtcdTimes.DEFAULT,
                HttpLimits.DEFAULT,
                false);
    }

    public EtcdConfig with(EtcdLimits newLimits) {
        return new EtcdConfig(listen, security, cluster, eventLoops, newLimits, times, http, auditWrites);
    }

    public EtcdConfig with(EtcdTimes newTimes) {
        return new EtcdConfig(listen, security, cluster, eventLoops, limits, newTimes, http, auditWrites);
    }

    public EtcdConfig with(HttpLimits newHttp) {
        return new EtcdConfig(listen, security, cluster, eventLoops, limits, times, newHttp, auditWrites);
    }

    public EtcdConfig withWritesAudited() {
        return new EtcdConfig(listen, security, cluster, eventLoops, limits, times, http, true);
    }
}
