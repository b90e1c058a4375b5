package meridian.chaos;

import java.time.Duration;
import meridian.chaos.base.Await;
import meridian.chaos.host.Network;

/** A network that loses packets, on all links of one node. */
record LosePackets() implements Injection {
    private static final int PERCENT_MIN = 5;
    private static final int PERCENT_MAX = 40;
    private static final Duration LENGTH_MIN = Duration.ofSeconds(3);
    private static final Duration LENGTH_MAX = Duration.ofSeconds(10);

    @Override
    public String inject(Scene scene) {
        NodeProcess victim = scene.any();
        int percent = Math.toIntExact(scene.randomness().between(PERCENT_MIN, PERCENT_MAX));
        Network network = scene.cluster().network();
        for (NodeProcess other : scene.cluster().others(victim)) {
            network.lose(victim.id().name(), other.id().name(), percent);
            network.lose(other.id().name(), victim.id().name(), percent);
        }
        Await.pause(scene.randomness().between(LENGTH_MIN, LENGTH_MAX));
        scene.cluster().healLinks();
        return victim.id() + ", " + percent + " %; " + scene.awaitWrite(scene.nodes());
    }
}
