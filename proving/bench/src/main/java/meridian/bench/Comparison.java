package meridian.bench;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * One system next to another, measure by measure. Only numbers of the same round are divided by each other: what the
 * machine did meanwhile touched both.
 */
record Comparison(String subject, String baseline, List<Measure> measures, List<Sample> samples) {
    Comparison {
        measures = List.copyOf(measures);
        samples = List.copyOf(samples);
    }

    /** The systems that were measured, the subject first. */
    List<String> systems() {
        return List.of(subject, baseline).stream()
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

    /** The subject's value divided by the baseline's, for every round that has both. */
    List<Double> ratios(Measure measure) {
        List<Sample> ours = samples(measure, subject);
        List<Sample> theirs = samples(measure, baseline);
        return ours.stream()
                .flatMap(our -> theirs.stream()
                        .filter(their -> their.round() == our.round() && their.value() > 0)
                        .map(their -> our.value() / their.value()))
                .toList();
    }

    Optional<Spread> ratio(Measure measure) {
        return Spread.of(ratios(measure));
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

    /** Whether the medians reach the goal; nothing when one of the systems was not measured. */
    Optional<Boolean> reached(Measure measure) {
        Optional<Spread> value = values(measure, subject);
        return ratio(measure)
                .flatMap(ratio -> value.map(our -> measure.goal().reachedBy(ratio.median(), our.median())));
    }

    long errors(Measure measure, String system) {
        return samples(measure, system).stream()
                .flatMap(sample -> sample.load().stream())
                .mapToLong(LoadFigures::errorCount)
                .sum();
    }
}
