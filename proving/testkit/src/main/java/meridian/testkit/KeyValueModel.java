package meridian.testkit;

import java.util.Optional;
import meridian.base.Bytes;
import meridian.testkit.KeyValueModel.Answer;
import meridian.testkit.KeyValueModel.Ask;

/** One key of a key-value store; histories of many keys are split by {@link Ask#key}. */
public final class KeyValueModel implements Model<Optional<Bytes>, Ask, Answer> {
    /** What clients of a key-value store ask. */
    public sealed interface Ask {
        Bytes key();

        record Get(Bytes key) implements Ask {}

        record Put(Bytes key, Bytes value) implements Ask {}

        record Delete(Bytes key) implements Ask {}

        record PutIfAbsent(Bytes key, Bytes value) implements Ask {}

        record CompareAndSet(Bytes key, Bytes expected, Bytes value) implements Ask {}
    }

    /** What they are told. */
    public sealed interface Answer {
        record Value(Optional<Bytes> value) implements Answer {}

        /** Whether anything changed. */
        record Changed(boolean changed) implements Answer {}
    }

    @Override
    public Optional<Bytes> initial() {
        return Optional.empty();
    }

    @Override
    public Next<Optional<Bytes>, Answer> next(Optional<Bytes> state, Ask ask) {
        return switch (ask) {
            case Ask.Get _ -> new Next<>(state, new Answer.Value(state));
            case Ask.Put put -> write(Optional.of(put.value()), true, state);
            case Ask.Delete _ -> write(Optional.empty(), state.isPresent(), state);
            case Ask.PutIfAbsent put -> write(Optional.of(put.value()), state.isEmpty(), state);
            case Ask.CompareAndSet swap ->
                write(Optional.of(swap.value()), state.equals(Optional.of(swap.expected())), state);
        };
    }

    private static Next<Optional<Bytes>, Answer> write(
            Optional<Bytes> written, boolean changes, Optional<Bytes> state) {
        return new Next<>(changes ? written : state, new Answer.Changed(changes));
    }
}
