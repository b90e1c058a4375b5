package meridian.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import meridian.chaos.base.Await;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.base.Folders;

/**
 * A bit of one file of a stopped node is not what was written. The node must refuse to start and say how to go on, or
 * serve as if nothing had been: what it then says wrong, the checkers find. Either way it comes back empty afterwards.
 */
record BitFlip() implements Injection {
    private static final Duration VERDICT_MAX = Duration.ofSeconds(60);

    @Override
    public String inject(Scene scene) {
        NodeProcess victim = scene.any();
        victim.stop();
        List<Path> files = Folders.find(victim.place().data(), Damage::canHit);
        Damage damage = Damage.flip(scene.randomness().pick(files), scene.randomness());
        boolean started = start(scene, victim, damage);
        if (started) {
            Await.pause(scene.hold());
        }
        victim.kill();
        victim.wipe();
        victim.start();
        scene.cluster().awaitReady(victim);
        Path file = victim.place().data().relativize(damage.file());
        return victim.id() + ", " + file + " at " + damage.offset() + (started ? "; it started" : "; it refused");
    }

    /** Returns whether it serves. */
    private static boolean start(Scene scene, NodeProcess victim, Damage damage) {
        String before = victim.output();
        victim.start();
        Await.until(
                victim.id() + " serves or refuses to start with " + damage,
                VERDICT_MAX,
                () -> !victim.isRunning() || scene.cluster().isHealthy(victim));
        if (victim.isRunning()) {
            return true;
        }
        String words = victim.output().substring(before.length());
        if (victim.awaitExit() == 0 || !words.contains("--rejoin " + victim.id())) {
            throw new ChaosFailure(
                    victim.id() + " ended with " + damage + " and did not say how to rejoin it, but: " + words);
        }
        return false;
    }
}
