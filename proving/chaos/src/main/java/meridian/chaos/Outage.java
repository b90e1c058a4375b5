package meridian.chaos;

import java.time.Duration;
import java.util.List;
import meridian.base.Bytes;
import meridian.chaos.base.Await;
import meridian.chaos.load.Reply;
import meridian.chaos.load.StoreClient;
import meridian.testkit.KeyValueModel.Answer;
import meridian.testkit.KeyValueModel.Ask;

/** Measures how long no write goes through. */
final class Outage {
    private static final Duration WRITABLE_MAX = Duration.ofSeconds(60);

    /** Short beside what is measured: a write that hangs at one node must not hide that another would take it. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private static final Bytes PROBE = Bytes.utf8("probe");

    private Outage() {}

    /** Writes to one node after the other until one write succeeds, and says how long that took. */
    static Duration measure(List<NodeProcess> nodes) {
        List<StoreClient> clients = nodes.stream()
                .map(node -> new StoreClient(node.place().endpoint()))
                .toList();
        List<String> ids = nodes.stream().map(node -> node.id().name()).toList();
        try {
            return Await.until(
                    "a write succeeds on one of " + ids,
                    WRITABLE_MAX,
                    () -> clients.stream().anyMatch(Outage::write));
        } finally {
            clients.forEach(StoreClient::close);
        }
    }

    private static boolean write(StoreClient client) {
        client.retryNow();
        return client.ask(new Ask.Put(PROBE, PROBE), PATIENCE) instanceof Reply.Answered<Answer>;
    }
}
