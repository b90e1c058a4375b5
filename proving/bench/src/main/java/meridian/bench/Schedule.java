package meridian.bench;

import java.time.Duration;

/**
 * How often and how long is measured.
 *
 * @param settle how long a workload runs before its window opens, so that connections and queues are full
 */
record Schedule(int rounds, Duration warmup, Duration settle, Duration window) {}
