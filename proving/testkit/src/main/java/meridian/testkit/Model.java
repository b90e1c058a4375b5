package meridian.testkit;

/**
 * What a correct system would do, one call after the other.
 *
 * @param <S> its state, immutable and comparable by equals
 * @param <I> what is asked
 * @param <O> what is answered
 */
public interface Model<S, I, O> {
    S initial();

    Next<S, O> next(S state, I input);

    record Next<S, O>(S state, O output) {}
}
