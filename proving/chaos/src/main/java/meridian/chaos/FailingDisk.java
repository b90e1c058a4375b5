package meridian.chaos;

import java.time.Duration;
import meridian.chaos.base.Await;

/** A disk on which everything fails at once, also for whoever has files open. The node comes back with what was synced. */
record FailingDisk() implements Injection {
    private static final Duration END_MAX = Duration.ofSeconds(30);

    @Override
    public String inject(Scene scene) {
        NodeProcess victim = scene.any();
        scene.host(victim).disk().fail();
        String outage = scene.awaitWrite(scene.cluster().others(victim));
        Await.until(victim.id() + " ends, because its disk fails", END_MAX, () -> !victim.isRunning());
        victim.kill();
        scene.host(victim).disk().powerLoss();
        victim.start();
        return victim.id() + "; " + outage;
    }
}
