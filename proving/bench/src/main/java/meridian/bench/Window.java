package meridian.bench;

import java.time.Duration;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What happened between two moments of a running closed loop; latencies are in nanoseconds. */
record Window(Histogram latencies, Duration length, Map<String, Long> errors) {
    long operations() {
        return latencies.getTotalCount();
    }

    double operationsPerSecond() {
        return operations() * 1e9 / length.toNanos();
    }

    double millisAt(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e6;
    }

    double maxMillis() {
        return latencies.getMaxValue() / 1e6;
    }
}
