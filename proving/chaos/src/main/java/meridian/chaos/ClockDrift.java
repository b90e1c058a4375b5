package meridian.chaos;

import java.time.Duration;
import meridian.chaos.base.Await;
import meridian.chaos.host.WrongClock;

/** A clock that is fast or slow by much more than any real one, until it is set right. */
record ClockDrift() implements Injection {
    private static final int PERCENT_MIN = 20;
    private static final int PERCENT_MAX = 300;
    private static final double HUNDRED = 100;
    private static final Duration LENGTH_MIN = Duration.ofSeconds(4);
    private static final Duration LENGTH_MAX = Duration.ofSeconds(10);

    @Override
    public String inject(Scene scene) {
        NodeProcess victim = scene.any();
        long percent = scene.randomness().between(PERCENT_MIN, PERCENT_MAX);
        WrongClock clock = scene.host(victim).clock();
        clock.drift(percent / HUNDRED);
        Await.pause(scene.randomness().between(LENGTH_MIN, LENGTH_MAX));
        String outage = scene.awaitWrite(scene.nodes());
        clock.correct();
        return victim.id() + " at " + percent + " % of the right pace; " + outage;
    }
}
