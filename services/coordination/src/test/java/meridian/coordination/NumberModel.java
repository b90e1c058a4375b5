package meridian.coordination;

import meridian.testkit.Model;

/** One shared number. */
final class NumberModel implements Model<Long, NumberModel.Ask, SharedLong.Change> {
    /** What is asked of a number. */
    sealed interface Ask {
        String name();

        record Get(String name) implements Ask {}

        record Set(String name, long update) implements Ask {}

        record Add(String name, long delta) implements Ask {}

        record CompareAndSet(String name, long expected, long update) implements Ask {}
    }

    @Override
    public Long initial() {
        return 0L;
    }

    @Override
    public Next<Long, SharedLong.Change> next(Long state, Ask ask) {
        long after =
                switch (ask) {
                    case Ask.Get _ -> state;
                    case Ask.Set set -> set.update();
                    case Ask.Add add -> state + add.delta();
                    case Ask.CompareAndSet swap -> state == swap.expected() ? swap.update() : state;
                };
        return new Next<>(after, new SharedLong.Change(state, after));
    }
}
