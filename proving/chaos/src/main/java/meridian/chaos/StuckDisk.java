package meridian.chaos;

import java.time.Duration;
import meridian.chaos.host.Stall;

/** A disk that does not answer, as one behind a network does when that is in trouble: nothing fails, nothing goes on. */
record StuckDisk() implements Injection {
    private static final Duration LENGTH_MIN = Duration.ofSeconds(2);
    private static final Duration LENGTH_MAX = Duration.ofSeconds(12);

    @Override
    public String inject(Scene scene) {
        NodeProcess victim = scene.any();
        Duration length = scene.randomness().between(LENGTH_MIN, LENGTH_MAX);
        Stall stall = scene.host(victim).disk().stall(length);
        String outage = scene.awaitWrite(scene.cluster().others(victim));
        stall.awaitEnd();
        return victim.id() + " for " + length.toMillis() + " ms; " + outage;
    }
}
