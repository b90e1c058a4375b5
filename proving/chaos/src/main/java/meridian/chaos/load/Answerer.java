package meridian.chaos.load;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import meridian.testkit.KeyValueModel.Answer;
import meridian.testkit.KeyValueModel.Ask;

/** Whoever can be asked a question about the store: one node, or a client that knows them all. */
public interface Answerer extends AutoCloseable {
    Reply<Answer> ask(Ask ask, Duration patience);

    /** The next question is not to wait because an earlier one failed. */
    void retryNow();

    @Override
    void close();

    /** Who is asked while the nodes are tormented. */
    @FunctionalInterface
    interface Choice extends Function<List<Endpoint>, List<Answerer>> {
        /** Any node. */
        Choice ANY_NODE =
                endpoints -> endpoints.stream().<Answerer>map(StoreClient::new).toList();
    }
}
