package meridian.net;

/** What waits to be sent to a peer. */
sealed interface Outgoing {
    Message message();

    /** Waits for a connection if there is none. */
    record Request(Call call, Message message) implements Outgoing {}

    /** Goes out on this connection or not at all: an answer or a ping means nothing on any other. */
    record Bound(Connection connection, Message message) implements Outgoing {}
}
