package meridian.chaos;

import java.time.Duration;
import meridian.chaos.base.Await;
import meridian.chaos.host.CpuLimit;

/** A machine that others keep busy: one node gets only a part of a core. */
record SlowCpu() implements Injection {
    private static final int PERCENT_MIN = 5;
    private static final int PERCENT_MAX = 50;
    private static final double HUNDRED = 100;
    private static final Duration LENGTH_MIN = Duration.ofSeconds(3);
    private static final Duration LENGTH_MAX = Duration.ofSeconds(10);

    @Override
    public String inject(Scene scene) {
        NodeProcess victim = scene.any();
        long percent = scene.randomness().between(PERCENT_MIN, PERCENT_MAX);
        CpuLimit cpu = scene.host(victim).cpu();
        cpu.hold(percent / HUNDRED);
        Await.pause(scene.randomness().between(LENGTH_MIN, LENGTH_MAX));
        cpu.release();
        return victim.id() + " to " + percent + " % of a core; " + scene.awaitWrite(scene.nodes());
    }
}
