package meridian.bench;

import java.util.List;

/** Clients that share gRPC connections. */
record ConnectedClients(Connections connections, List<Operation> operations) implements Clients {
    ConnectedClients {
        operations = List.copyOf(operations);
    }

    @Override
    public void close() {
        connections.close();
    }
}
