package meridian.chaos;

import meridian.chaos.base.Await;

/** One link is cut, in one direction or in both. */
record CutLink(boolean bothWays) implements Injection {
    @Override
    public String inject(Scene scene) {
        NodeProcess from = scene.any();
        NodeProcess to = scene.randomness().pick(scene.cluster().others(from));
        scene.cluster().cut(from, to);
        if (bothWays) {
            scene.cluster().cut(to, from);
        }
        String outage = scene.awaitWrite(scene.nodes());
        Await.pause(scene.hold());
        return from.id() + (bothWays ? " and " : " to ") + to.id() + "; " + outage;
    }
}
