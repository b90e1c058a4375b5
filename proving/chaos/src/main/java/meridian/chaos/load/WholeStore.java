package meridian.chaos.load;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import meridian.base.Bytes;
import meridian.testkit.KeyValueModel;
import meridian.testkit.KeyValueModel.Answer;
import meridian.testkit.Model;

/** All keys together: what a replay in the order of revisions goes by. Keys that are not there have no entry. */
final class WholeStore implements Model<Map<Bytes, Bytes>, Question, Answer> {
    private final KeyValueModel oneKey = new KeyValueModel();

    @Override
    public Map<Bytes, Bytes> initial() {
        return Map.of();
    }

    @Override
    public Next<Map<Bytes, Bytes>, Answer> next(Map<Bytes, Bytes> state, Question question) {
        Bytes key = question.ask().key();
        Optional<Bytes> before = Optional.ofNullable(state.get(key));
        Next<Optional<Bytes>, Answer> next = oneKey.next(before, question.ask());
        if (next.state().equals(before)) {
            return new Next<>(state, next.output());
        }
        Map<Bytes, Bytes> after = new HashMap<>(state);
        after.remove(key);
        next.state().ifPresent(value -> after.put(key, value));
        return new Next<>(Map.copyOf(after), next.output());
    }

    /** One key alone: what a search goes by. */
    static final class OneKey implements Model<Optional<Bytes>, Question, Answer> {
        private final KeyValueModel model = new KeyValueModel();

        @Override
        public Optional<Bytes> initial() {
            return model.initial();
        }

        @Override
        public Next<Optional<Bytes>, Answer> next(Optional<Bytes> state, Question question) {
            return model.next(state, question.ask());
        }
    }
}
