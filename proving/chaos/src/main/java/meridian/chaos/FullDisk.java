package meridian.chaos;

import java.time.Duration;
import meridian.chaos.base.Await;

/** A disk takes nothing more. The node on it may end, but must not stay between life and death once there is space again. */
record FullDisk() implements Injection {
    private static final Duration MAKE_UP_ITS_MIND = Duration.ofSeconds(3);
    private static final Duration VERDICT_MAX = Duration.ofSeconds(60);

    @Override
    public String inject(Scene scene) {
        NodeProcess victim = scene.any();
        scene.host(victim).disk().fill();
        String outage = scene.awaitWrite(scene.cluster().others(victim));
        Await.pause(scene.hold());
        scene.host(victim).disk().free();
        // Who could not write a moment ago takes a while to end.
        Await.pause(MAKE_UP_ITS_MIND);
        Await.until(
                victim.id() + " serves again or ends, now that there is space on its disk",
                VERDICT_MAX,
                () -> !victim.isRunning() || scene.cluster().isHealthy(victim));
        boolean survived = victim.isRunning();
        if (!survived) {
            victim.start();
        }
        return victim.id() + (survived ? ", it went on; " : ", it ended; ") + outage;
    }
}
