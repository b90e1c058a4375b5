package meridian.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import meridian.base.Bytes;
import meridian.chaos.StoreClient.Reply;
import meridian.testkit.KeyValueModel.Answer;
import meridian.testkit.KeyValueModel.Ask;
import meridian.testkit.SeededRandomness;
import org.jspecify.annotations.Nullable;

/** One client of a key. After a question of unknown outcome it goes on as somebody else, and reads before it writes. */
final class LoadClient implements Runnable {
    private static final Duration PATIENCE_MIN = Duration.ofMillis(400);
    private static final Duration PATIENCE_MAX = Duration.ofMillis(2500);
    private static final Duration THINKING_MIN = Duration.ofMillis(5);
    private static final Duration THINKING_MAX = Duration.ofMillis(40);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

    private static final double READS = 0.5;
    private static final double DELETES = 0.1;
    private static final double SWAPS = 0.4;

    private final String name;
    private final Bytes key;
    private final Notebook notebook;
    private final List<Answerer> nodes;
    private final SeededRandomness randomness;
    private final BooleanSupplier over;
    private int life;
    private int values;
    private boolean inDoubt = true;
    private @Nullable Bytes seen;

    LoadClient(
            String name,
            Bytes key,
            Notebook notebook,
            List<Answerer> nodes,
            SeededRandomness randomness,
            BooleanSupplier over) {
        this.name = name;
        this.key = key;
        this.notebook = notebook;
        this.nodes = nodes;
        this.randomness = randomness;
        this.over = over;
    }

    @Override
    public void run() {
        while (!over.getAsBoolean()) {
            step();
        }
    }

    private void step() {
        Answerer node = randomness.pick(nodes);
        Ask ask = inDoubt || randomness.chance(READS) ? new Ask.Get(key) : write();
        switch (notebook.ask(name + "." + life, node, ask, randomness.between(PATIENCE_MIN, PATIENCE_MAX))) {
            case Reply.Answered answered -> {
                learn(answered.answer());
                Await.pause(randomness.between(THINKING_MIN, THINKING_MAX));
            }
            case Reply.Never _ -> retreat(node);
            case Reply.Unknown _ -> {
                life++;
                inDoubt = true;
                retreat(node);
            }
        }
    }

    private Ask write() {
        Bytes fresh = Bytes.utf8(name + "." + life + "=" + values++);
        if (randomness.chance(DELETES)) {
            return new Ask.Delete(key);
        }
        if (!randomness.chance(SWAPS)) {
            return new Ask.Put(key, fresh);
        }
        Bytes expected = seen;
        return expected == null ? new Ask.PutIfAbsent(key, fresh) : new Ask.CompareAndSet(key, expected, fresh);
    }

    private void learn(Answer answer) {
        if (answer instanceof Answer.Value(Optional<Bytes> value)) {
            seen = value.orElse(null);
            inDoubt = false;
        }
    }

    private void retreat(Answerer node) {
        node.retryNow();
        Await.pause(PAUSE_AFTER_FAILURE);
    }
}
