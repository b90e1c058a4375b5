package meridian.chaos.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.chaos.base.Await;
import meridian.chaos.base.ChaosFailure;
import meridian.testkit.KeyValueModel.Answer;
import meridian.testkit.KeyValueModel.Ask;

/**
 * Clients that put, get, delete and compare-and-set the same few keys, on any node, one question after the other. No
 * two of them ever write the same value, so that a value tells who wrote it.
 */
public final class KeyValueWorkload implements Workload {
    private static final int KEYS = 3;
    /** More would make the search for an order too large. */
    private static final int CLIENTS_PER_KEY = 4;
    /** So many writes and so many reads must be answered, or the round proves nothing. */
    private static final long ANSWERS_MIN = 100;

    private static final int RACERS_PER_KEY = 3;
    private static final Duration RACE_PATIENCE = Duration.ofSeconds(5);
    private static final Duration LAST_READ_MAX = Duration.ofSeconds(10);

    private final Stage stage;
    private final Notebook notebook;
    private final FreshKeys keys;
    private final Map<Endpoint, StoreClient> connections = new LinkedHashMap<>();
    private final List<Answerer> answerers;
    private final List<LoadClient> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    public KeyValueWorkload(Stage stage) {
        this(stage, Answerer.Choice.ANY_NODE);
    }

    /** @param choice whom the clients ask */
    public KeyValueWorkload(Stage stage, Answerer.Choice choice) {
        this.stage = stage;
        this.notebook = new Notebook(stage.timeline());
        this.keys = new FreshKeys(stage.prefix(), KEYS);
        this.answerers = choice.apply(stage.endpoints());
        stage.endpoints().forEach(it -> connections.put(it, new StoreClient(it)));
        for (int place = 0; place < KEYS; place++) {
            for (int i = 0; i < CLIENTS_PER_KEY; i++) {
                clients.add(new LoadClient(
                        "k" + place + "c" + i,
                        keys,
                        place,
                        notebook,
                        answerers,
                        stage.randomness().fork(),
                        () -> over));
            }
        }
    }

    @Override
    public String name() {
        return stage.name();
    }

    @Override
    public void start() {
        clients.forEach(client -> threads.add(Thread.ofVirtual().start(client)));
    }

    @Override
    public void refresh() {
        keys.renewAll();
    }

    /** Every key several times, each by a client of its own. */
    @Override
    public List<Thread> race(Endpoint endpoint, String why) {
        StoreClient client = Optional.ofNullable(connections.get(endpoint)).orElseThrow();
        List<Thread> racers = new ArrayList<>();
        for (Bytes key : keys.current()) {
            for (int i = 0; i < RACERS_PER_KEY; i++) {
                String who = why + "-" + key + "-" + i;
                racers.add(Thread.ofVirtual().start(() -> notebook.ask(who, client, new Ask.Get(key), RACE_PATIENCE)));
            }
        }
        return racers;
    }

    @Override
    public void stop() {
        over = true;
        Await.end(threads);
        readEverywhere();
    }

    /** Asks every node for every key, and wants answers. */
    private void readEverywhere() {
        connections.forEach((endpoint, client) -> {
            client.retryNow();
            for (Bytes key : keys.current()) {
                Reply<Answer> reply = notebook.ask("last-" + endpoint.node(), client, new Ask.Get(key), LAST_READ_MAX);
                if (!(reply instanceof Reply.Answered<Answer>)) {
                    throw new ChaosFailure(endpoint.node() + " does not tell " + key + " though all is calm: " + reply);
                }
            }
        });
    }

    @Override
    public Count count() {
        long unknown =
                notebook.operations().stream().filter(it -> !it.isAnswered()).count();
        return new Count(notebook.answers(), unknown);
    }

    @Override
    public List<Finding> judge(Truth truth) {
        return new KeyValueJudge(evidence(), truth.of(stage.own()), truth.witness()).judge(ANSWERS_MIN);
    }

    private KeyValueEvidence evidence() {
        return new KeyValueEvidence(notebook.operations(), notebook.revisions(), notebook.refused());
    }

    @Override
    public void save(Path folder) {
        evidence().save(folder, name());
    }

    @Override
    public void close() {
        over = true;
        connections.values().forEach(StoreClient::close);
        answerers.forEach(Answerer::close);
    }
}
