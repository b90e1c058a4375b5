package meridian.bench;

import java.util.List;
import java.util.Optional;

/** The middle and the ends of a few numbers. */
record Spread(double median, double min, double max) {
    static Optional<Spread> of(List<Double> numbers) {
        if (numbers.isEmpty()) {
            return Optional.empty();
        }
        List<Double> sorted = numbers.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return Optional.of(new Spread(median, sorted.getFirst(), sorted.getLast()));
    }
}
