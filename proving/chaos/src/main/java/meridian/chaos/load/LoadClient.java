package meridian.chaos.load;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import meridian.base.Bytes;
import meridian.chaos.base.Await;
import meridian.testkit.KeyValueModel.Answer;
import meridian.testkit.KeyValueModel.Ask;
import meridian.testkit.SeededRandomness;
import org.jspecify.annotations.Nullable;

/** One client of the key at a place. After a question of unknown outcome it goes on as somebody else, and reads before it writes. */
final class LoadClient implements Runnable {
    private static final Duration PATIENCE_MIN = Duration.ofMillis(400);
    private static final Duration PATIENCE_MAX = Duration.ofMillis(2500);
    private static final Duration THINKING_MIN = Duration.ofMillis(20);
    private static final Duration THINKING_MAX = Duration.ofMillis(100);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

    private static final double READS = 0.5;
    private static final double DELETES = 0.1;
    private static final double SWAPS = 0.4;

    private final String name;
    private final FreshKeys keys;
    private final int place;
    private final Notebook notebook;
    private final List<Answerer> nodes;
    private final SeededRandomness randomness;
    private final BooleanSupplier over;
    private int life;
    private int values;
    private Bytes key = Bytes.EMPTY;
    private boolean inDoubt = true;
    private @Nullable Bytes seen;

    LoadClient(
            String name,
            FreshKeys keys,
            int place,
            Notebook notebook,
            List<Answerer> nodes,
            SeededRandomness randomness,
            BooleanSupplier over) {
        this.name = name;
        this.keys = keys;
        this.place = place;
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
        turnTo(keys.take(place));
        Ask ask = inDoubt || randomness.chance(READS) ? new Ask.Get(key) : write();
        switch (notebook.ask(name + "." + life, node, ask, randomness.between(PATIENCE_MIN, PATIENCE_MAX))) {
            case Reply.Answered<Answer>(Answer answer, long _) -> {
                learn(answer);
                Await.pause(randomness.between(THINKING_MIN, THINKING_MAX));
            }
            case Reply.Never<Answer> _ -> retreat(node);
            case Reply.Unknown<Answer> _ -> {
                life++;
                inDoubt = true;
                retreat(node);
            }
        }
    }

    private void turnTo(Bytes next) {
        if (!next.equals(key)) {
            key = next;
            inDoubt = true;
            seen = null;
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
