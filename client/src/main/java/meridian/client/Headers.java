package meridian.client;

import io.grpc.Metadata;

/** What goes along with each request. */
final class Headers {
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

    /** A node that hears no leader then says so, instead of letting us wait until it does. */
    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    private Headers() {}

    static Metadata of(String token, boolean demandLeader) {
        Metadata headers = new Metadata();
        if (!token.equals(Login.NO_TOKEN)) {
            headers.put(TOKEN, token);
        }
        if (demandLeader) {
            headers.put(HAS_LEADER, "true");
        }
        return headers;
    }
}
