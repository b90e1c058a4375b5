package meridian.chaos.load;

import java.time.Duration;
import java.util.List;
import meridian.base.Bytes;
import meridian.chaos.base.Await;
import meridian.testkit.KeyValueModel.Answer;
import meridian.testkit.KeyValueModel.Ask;

/**
 * Writes to every node all the time, so that it is known when no write went through anywhere. What other clients do
 * would not show it: they pause after a failure.
 */
public final class Pulse implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(100);

    /** Short beside what is measured: a write that hangs at one node must not hide that another would take it. */
    private static final Duration PATIENCE = Duration.ofMillis(300);

    private static final Bytes KEY = Bytes.utf8("pulse");

    private final Timeline timeline;
    private final List<StoreClient> nodes;
    private volatile boolean closed;

    public Pulse(List<Endpoint> endpoints, Timeline timeline) {
        this.timeline = timeline;
        this.nodes = endpoints.stream().map(StoreClient::new).toList();
        timeline.beginWrites();
        nodes.forEach(node -> Thread.ofVirtual().start(() -> beat(node)));
    }

    private void beat(StoreClient node) {
        while (!closed) {
            long asked = timeline.nanos();
            if (node.ask(new Ask.Put(KEY, KEY), PATIENCE) instanceof Reply.Answered<Answer>) {
                timeline.answered(asked, true);
            } else {
                node.retryNow();
            }
            Await.pause(EVERY);
        }
    }

    @Override
    public void close() {
        closed = true;
        nodes.forEach(StoreClient::close);
    }
}
