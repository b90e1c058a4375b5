package meridian.chaos;

import meridian.chaos.base.Await;

/** A disk on which everything fails at once, also for whoever has files open. The node comes back with what was synced. */
record FailingDisk() implements Injection {
    @Override
    public String inject(Scene scene) {
        NodeProcess victim = scene.any();
        scene.host(victim).disk().fail();
        String outage = scene.awaitWrite(scene.cluster().others(victim));
        Await.pause(scene.hold());
        boolean survived = victim.isRunning();
        victim.kill();
        scene.host(victim).disk().powerLoss();
        victim.start();
        return victim.id() + (survived ? ", it went on; " : ", it ended; ") + outage;
    }
}
