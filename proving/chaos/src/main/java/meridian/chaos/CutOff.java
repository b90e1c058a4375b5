package meridian.chaos;

import java.util.ArrayList;
import java.util.List;
import meridian.chaos.base.Await;

/** The leader is cut off from a majority, alone or in company. Clients ask it while it may still believe that it leads. */
record CutOff() implements Injection {
    @Override
    public String inject(Scene scene) {
        NodeProcess leader = scene.leader();
        List<NodeProcess> island = island(scene, leader);
        List<NodeProcess> mainland = scene.without(island);
        for (NodeProcess here : island) {
            for (NodeProcess there : mainland) {
                scene.cluster().cut(here, there);
                scene.cluster().cut(there, here);
            }
        }
        NodeProcess next = scene.cluster().awaitLeader(mainland);
        String outage = scene.awaitWrite(mainland);
        List<Thread> racers = scene.race(leader, "cut");
        Await.pause(scene.hold());
        scene.cluster().healLinks();
        Await.end(racers);
        return Kill.ids(island) + ", " + leader.id() + " replaced by " + next.id() + "; " + outage;
    }

    private static List<NodeProcess> island(Scene scene, NodeProcess leader) {
        List<NodeProcess> others = new ArrayList<>(scene.cluster().others(leader));
        List<NodeProcess> island = new ArrayList<>(List.of(leader));
        for (long company = scene.randomness().between(1, scene.minority()); company > 1; company--) {
            island.add(others.remove(scene.randomness().nextInt(others.size())));
        }
        return List.copyOf(island);
    }
}
