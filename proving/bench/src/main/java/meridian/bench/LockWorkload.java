package meridian.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.base.Address;

/** Clients that take a lock each and let go of it at once, again and again: one of each is an operation. */
record LockWorkload(Measure measure, LockLibrary library, int clients) implements Workload {
    @Override
    public Clients connect(List<Address> endpoints) {
        LockClients connected = library.connect(endpoints, clients);
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            LockClient client = connected.of(i);
            String name = measure.name() + "-" + i;
            operations.add(completion -> Answer.tell(completion, lockAndUnlock(client, name)));
        }
        return new ConnectedClients(connected::close, operations);
    }

    private static CompletableFuture<?> lockAndUnlock(LockClient client, String name) {
        return client.acquire(name).thenCompose(Hold::release);
    }
}
