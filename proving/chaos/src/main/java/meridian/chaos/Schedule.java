package meridian.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import meridian.testkit.SeededRandomness;

/** Which faults each round of a run has. */
@FunctionalInterface
interface Schedule {
    int FAULTS_PER_ROUND = 6;

    /**
     * The faults of the next round; empty if there is none.
     *
     * @param round its number, from 1
     * @param elapsed how long the run has been going on
     */
    Optional<List<Fault>> next(int round, Duration elapsed, SeededRandomness randomness);

    /** Drawn by weight; no new round begins after so long. */
    static Schedule drawn(List<Fault> from, Duration length) {
        return (_, elapsed, randomness) -> elapsed.compareTo(length) < 0
                ? Optional.of(Faults.draw(from, FAULTS_PER_ROUND, randomness))
                : Optional.empty();
    }

    /** One round, with each of these once, in an order that the seed decides. */
    static Schedule once(List<Fault> faults) {
        return (round, _, randomness) ->
                round == 1 ? Optional.of(Faults.shuffled(faults, randomness)) : Optional.empty();
    }
}
