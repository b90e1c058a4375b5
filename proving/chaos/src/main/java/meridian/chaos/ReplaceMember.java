package meridian.chaos;

import java.time.Duration;
import meridian.chaos.base.Await;

/** A member is removed for good, and a new one is added that has nothing: the same machine, as it were, with a new disk. */
record ReplaceMember() implements Injection {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    @Override
    public String inject(Scene scene) {
        NodeProcess victim = scene.any();
        NodeProcess other = scene.randomness().pick(scene.cluster().others(victim));
        try (Operator operator = new Operator(other)) {
            operator.remove(victim.id());
            victim.kill();
            victim.wipe();
            String outage = scene.awaitWrite(scene.cluster().others(victim));
            victim.start();
            awaitAnswer(scene, victim);
            operator.add(victim.place());
            operator.promote(victim.id());
            return victim.id() + ", through " + other.id() + "; " + outage + ", it votes";
        }
    }

    /** The cluster asks a node that is to be added who it is. */
    private static void awaitAnswer(Scene scene, NodeProcess node) {
        Await.until(node.id() + " answers on its metrics port", ANSWER_MAX, () -> {
            node.requireNoCrash();
            return scene.cluster().standing(node).isPresent();
        });
    }
}
