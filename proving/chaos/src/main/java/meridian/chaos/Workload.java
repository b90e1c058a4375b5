package meridian.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import meridian.base.Bytes;
import meridian.testkit.KeyValueModel.Ask;
import meridian.testkit.SeededRandomness;

/**
 * Clients that put, get, delete and compare-and-set the same few keys, on any node, one question after the other. No
 * two of them ever write the same value, so that a value tells who wrote it.
 */
final class Workload implements AutoCloseable {
    private final Notebook notebook;
    private final Map<Place, StoreClient> connections = new LinkedHashMap<>();
    private final List<Answerer> answerers;
    private final List<Bytes> keys;
    private final List<Thread> threads = new ArrayList<>();
    private final List<LoadClient> clients = new ArrayList<>();
    private volatile boolean over;

    /**
     * @param choice whom the clients ask
     * @param prefix what all keys begin with
     */
    Workload(
            Notebook notebook,
            List<Place> places,
            Answerer.Choice choice,
            Bytes prefix,
            int keys,
            int clientsPerKey,
            SeededRandomness seed) {
        this.notebook = notebook;
        this.answerers = choice.apply(places);
        places.forEach(place -> connections.put(place, new StoreClient(place.client())));
        this.keys = IntStream.range(0, keys)
                .mapToObj(i -> Bytes.utf8(prefix.toUtf8() + "k" + i))
                .toList();
        for (Bytes key : this.keys) {
            for (int i = 0; i < clientsPerKey; i++) {
                clients.add(new LoadClient(key.toUtf8() + "c" + i, key, notebook, answerers, seed.fork(), () -> over));
            }
        }
    }

    void start() {
        clients.forEach(client -> threads.add(Thread.ofVirtual().start(client)));
    }

    /** Returns when the last client has its last answer. */
    void stop() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ChaosFailure("Interrupted.", e);
            }
        }
    }

    /**
     * Reads that are on their way to a node when something happens to it: every key several times, each by a client of
     * its own. Join them to wait for their answers.
     */
    List<Thread> race(Place place, int readsPerKey, Duration patience, String why) {
        StoreClient client =
                connections.getOrDefault(place, connections.values().iterator().next());
        List<Thread> racers = new ArrayList<>();
        for (Bytes key : keys) {
            for (int i = 0; i < readsPerKey; i++) {
                String who = why + "-" + key + "-" + i;
                racers.add(Thread.ofVirtual().start(() -> notebook.ask(who, client, new Ask.Get(key), patience)));
            }
        }
        return racers;
    }

    /** Asks every node for every key, and wants answers. */
    void readEverywhere(Duration patience) {
        connections.forEach((place, client) -> {
            client.retryNow();
            for (Bytes key : keys) {
                StoreClient.Reply reply = notebook.ask("last-" + place.id(), client, new Ask.Get(key), patience);
                if (!(reply instanceof StoreClient.Reply.Answered)) {
                    throw new ChaosFailure(place.id() + " does not tell " + key + " though all is calm: " + reply);
                }
            }
        });
    }

    @Override
    public void close() {
        over = true;
        connections.values().forEach(StoreClient::close);
        answerers.forEach(Answerer::close);
    }
}
