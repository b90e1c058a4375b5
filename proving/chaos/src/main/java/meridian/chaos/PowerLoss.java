package meridian.chaos;

import java.util.List;
import java.util.function.Function;
import meridian.chaos.base.Await;

/** Machines lose their power. What was on their disks but not synced is gone; what was said to be written must not be. */
record PowerLoss(Function<Scene, List<NodeProcess>> victims) implements Injection {
    @Override
    public String inject(Scene scene) {
        List<NodeProcess> dark = victims.apply(scene);
        dark.forEach(NodeProcess::kill);
        dark.forEach(node -> scene.host(node).disk().powerLoss());
        String outage = "";
        if (dark.size() <= scene.minority()) {
            outage = "; " + scene.awaitWrite(scene.without(dark));
            Await.pause(scene.hold());
        }
        dark.forEach(NodeProcess::start);
        return Kill.ids(dark) + outage + "; after power was back, " + scene.awaitWrite(scene.nodes());
    }
}
