package meridian.net;

/** A kind of request. The number goes over the wire: it must be unique in a cluster and never change its meaning. */
public record Service(int number, String name, Lane lane) {
    /** Which queue of a connection a request and its reply wait in. */
    public enum Lane {
        /** Small and pressing (heartbeats, votes, read indexes): overtakes bulk between any two of its frames. */
        URGENT,
        BULK
    }
}
