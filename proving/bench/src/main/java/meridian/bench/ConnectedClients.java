package meridian.bench;

import java.util.List;

/** What clients do, and how to take away what they are connected by. */
record ConnectedClients(Runnable disconnect, List<Operation> operations) implements Clients {
    ConnectedClients {
        operations = List.copyOf(operations);
    }

    @Override
    public void close() {
        disconnect.run();
    }
}
