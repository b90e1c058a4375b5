package meridian.coordination;

import meridian.testkit.Model;

/** One latch. What is answered is a number, whose meaning each question says. */
final class LatchModel implements Model<Integer, LatchModel.Ask, Integer> {
    /** What is asked of a latch. */
    sealed interface Ask {
        String name();

        /** Answers 0 when it was set, and 1 when it stood above 0 and was left alone. */
        record Set(String name, int count) implements Ask {}

        /** Answers the count after. */
        record CountDown(String name) implements Ask {}

        /** Answers the count: whoever waited until it is open saw 0 at some moment after it began to wait. */
        record Await(String name) implements Ask {}
    }

    @Override
    public Integer initial() {
        return 0;
    }

    @Override
    public Next<Integer, Integer> next(Integer count, Ask ask) {
        return switch (ask) {
            case Ask.Set set -> new Next<>(count == 0 ? set.count() : count, count == 0 ? 0 : 1);
            case Ask.CountDown _ -> new Next<>(Math.max(0, count - 1), Math.max(0, count - 1));
            case Ask.Await _ -> new Next<>(count, count);
        };
    }
}
