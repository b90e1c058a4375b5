package meridian.chaos;

import java.time.Duration;
import meridian.chaos.base.Await;

/** All that one node sends and gets takes its time, as if it were in another part of the world. */
record SlowLinks() implements Injection {
    private static final Duration DELAY_MIN = Duration.ofMillis(20);
    private static final Duration DELAY_MAX = Duration.ofMillis(400);
    private static final int JITTER_PART = 2;
    private static final Duration LENGTH_MIN = Duration.ofSeconds(3);
    private static final Duration LENGTH_MAX = Duration.ofSeconds(8);

    @Override
    public String inject(Scene scene) {
        NodeProcess victim = scene.any();
        Duration delay = scene.randomness().between(DELAY_MIN, DELAY_MAX);
        Duration jitter = delay.dividedBy(JITTER_PART);
        for (NodeProcess other : scene.cluster().others(victim)) {
            scene.cluster().slow(victim, other, delay, jitter);
            scene.cluster().slow(other, victim, delay, jitter);
        }
        Await.pause(scene.randomness().between(LENGTH_MIN, LENGTH_MAX));
        scene.cluster().healLinks();
        String outage = scene.awaitWrite(scene.nodes());
        return victim.id() + " by " + delay.toMillis() + " ms and up to " + jitter.toMillis() + " more; " + outage;
    }
}
