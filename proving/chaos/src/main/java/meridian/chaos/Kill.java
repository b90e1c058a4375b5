package meridian.chaos;

import java.util.List;
import java.util.function.Function;
import meridian.chaos.base.Await;

/** SIGKILL. If too few are left to go on without the victims, these are started again at once. */
record Kill(Function<Scene, List<NodeProcess>> victims) implements Injection {
    @Override
    public String inject(Scene scene) {
        List<NodeProcess> killed = victims.apply(scene);
        killed.forEach(NodeProcess::kill);
        if (killed.size() > scene.minority()) {
            killed.forEach(NodeProcess::start);
            return ids(killed) + "; " + scene.awaitWrite(scene.nodes());
        }
        String result = ids(killed) + "; " + scene.awaitWrite(scene.without(killed));
        Await.pause(scene.hold());
        return result;
    }

    static String ids(List<NodeProcess> nodes) {
        return String.join(", ", nodes.stream().map(node -> node.id().name()).toList());
    }
}
