package meridian.chaos;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import meridian.chaos.StoreClient.Reply;
import meridian.testkit.KeyValueModel.Ask;

/** Whoever can be asked a question about the store: one node, or a client that knows them all. */
interface Answerer extends AutoCloseable {
    Reply ask(Ask ask, Duration patience);

    /** The next question is not to wait because an earlier one failed. */
    void retryNow();

    @Override
    void close();

    /** Who is asked while the nodes are tormented. */
    interface Choice extends Function<List<Place>, List<Answerer>> {
        /** Any node. */
        Choice ANY_NODE = places -> places.stream()
                .<Answerer>map(place -> new StoreClient(place.client()))
                .toList();
    }
}
