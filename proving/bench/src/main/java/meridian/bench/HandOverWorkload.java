package meridian.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import meridian.base.Address;
import meridian.base.Ticker;

/**
 * Clients that all want the same: whoever holds it lets go at once and stands in line again. An operation is one holding,
 * and what counts is how long the hand-over to it took.
 */
record HandOverWorkload(Measure measure, LockLibrary library, int clients, Ticker ticker) implements Workload {
    @Override
    public Clients connect(List<Address> endpoints) {
        LockClients connected = library.connect(endpoints, clients);
        HandOvers handOvers = new HandOvers(ticker);
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            LockClient client = connected.of(i);
            operations.add(completion -> hold(client, handOvers, completion));
        }
        return new ConnectedClients(connected::close, operations);
    }

    private void hold(LockClient client, HandOvers handOvers, Completion completion) {
        client.acquire(measure.name())
                .thenCompose(hold -> letGo(hold, handOvers))
                .whenComplete((took, failure) -> {
                    if (failure != null) {
                        completion.failed(Answer.reason(failure));
                    } else if (took.isEmpty()) {
                        completion.failed("somebody else held it at the same time");
                    } else {
                        completion.succeededAfter(took.getAsLong());
                    }
                });
    }

    private static CompletableFuture<OptionalLong> letGo(Hold hold, HandOvers handOvers) {
        OptionalLong took = handOvers.told();
        handOvers.lettingGo();
        return hold.release().thenApply(_ -> took);
    }
}
