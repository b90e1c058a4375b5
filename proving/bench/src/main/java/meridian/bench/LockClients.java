package meridian.bench;

/** Connected clients, numbered from zero, each with a connection and a session of its own. */
interface LockClients extends AutoCloseable {
    LockClient of(int client);

    @Override
    void close();
}
