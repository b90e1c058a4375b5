package meridian.chaos;

import java.time.Duration;
import meridian.chaos.base.Await;
import meridian.chaos.host.WrongClock;

/** Somebody sets a machine's clock wrong, and later right again. It may be started anew in between. */
record ClockJump() implements Injection {
    private static final Duration JUMP_MIN = Duration.ofSeconds(30);
    private static final Duration JUMP_MAX = Duration.ofHours(1);
    private static final Duration LENGTH_MIN = Duration.ofSeconds(2);
    private static final Duration LENGTH_MAX = Duration.ofSeconds(6);

    @Override
    public String inject(Scene scene) {
        NodeProcess victim = scene.any();
        Duration by = scene.randomness().between(JUMP_MIN, JUMP_MAX);
        Duration jump = scene.randomness().chance(0.5) ? by : by.negated();
        WrongClock clock = scene.host(victim).clock();
        clock.jump(jump);
        Await.pause(scene.randomness().between(LENGTH_MIN, LENGTH_MAX));
        boolean anew = scene.randomness().chance(0.5);
        if (anew) {
            victim.kill();
            victim.start();
            scene.cluster().awaitReady(victim);
        }
        String outage = scene.awaitWrite(scene.nodes());
        clock.correct();
        return victim.id() + " by " + jump.toSeconds() + " s" + (anew ? ", started anew; " : "; ") + outage;
    }
}
