package meridian.bench;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * One system next to others, measure by measure. Only numbers of the same round are divided by each other: what the
 * machine did meanwhile touched both.
 *
 * @param peers what the subject is compared with, one by one; the goals are about the first
 */
record Comparison(String subject, List<String> peers, List<Measure> measures, List<Sample> samples) {
    Comparison {
        peers = List.copyOf(peers);
        measures = List.copyOf(measures);
        samples = List.copyOf(samples);
    }

    /** The systems that were measured, the subject first. */
    List<String> systems() {
        return Stream.concat(Stream.of(subject), peers.stream())
                .filter(system ->
                        samples.stream().anyMatch(sample -> sample.system().equals(system)))
                .toList();
    }

    /** The samples of a measure for one system, round by round. */
    List<Sample> samples(Measure measure, String system) {
        return samples.stream()
                .filter(sample -> sample.measure().equals(measure.name()))
                .filter(sample -> sample.system().equals(system))
                .toList();
    }

    /** The subject's value divided by the peer's, for every round that has both. */
    List<Double> ratios(Measure measure, String peer) {
        List<Sample> ours = samples(measure, subject);
        List<Sample> theirs = samples(measure, peer);
        return ours.stream()
                .flatMap(our -> theirs.stream()
                        .filter(their -> their.round() == our.round() && their.value() > 0)
                        .map(their -> our.value() / their.value()))
                .toList();
    }

    Optional<Spread> ratio(Measure measure, String peer) {
        return Spread.of(ratios(measure, peer));
    }

    Optional<Spread> values(Measure measure, String system) {
        return Spread.of(samples(measure, system).stream().map(Sample::value).toList());
    }

    /** The median over the rounds of one of the figures. */
    Optional<Double> figure(Measure measure, String system, ToDoubleFunction<LoadFigures> figure) {
        List<Double> figures = samples(measure, system).stream()
                .flatMap(sample -> sample.load().stream())
                .map(figure::applyAsDouble)
                .toList();
        return Spread.of(figures).map(Spread::median);
    }

    /** The goal that a measure has next to this peer. */
    Goal goal(Measure measure, String peer) {
        return peer.equals(peers.getFirst()) ? measure.goal() : new Goal.None();
    }

    /** Whether the medians reach the goal; nothing without a goal, or when one of the systems was not measured. */
    Optional<Boolean> reached(Measure measure, String peer) {
        Optional<Spread> value = values(measure, subject);
        return ratio(measure, peer)
                .flatMap(ratio -> value.flatMap(our -> goal(measure, peer).reachedBy(ratio.median(), our.median())));
    }

    long errors(Measure measure, String system) {
        return samples(measure, system).stream()
                .flatMap(sample -> sample.load().stream())
                .mapToLong(LoadFigures::errorCount)
                .sum();
    }
}
