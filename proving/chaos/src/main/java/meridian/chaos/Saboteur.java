package meridian.chaos;

import java.time.Duration;
import java.util.List;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.load.Timeline;
import meridian.chaos.load.Timeline.Stretch;
import meridian.chaos.load.Timeline.Trouble;
import meridian.chaos.load.Workload;
import meridian.chaos.report.Incident;
import meridian.testkit.SeededRandomness;

/** Makes faults happen, one at a time, and sees that all is healed again. */
final class Saboteur {
    private final Scene scene;
    private final Timeline timeline;

    Saboteur(ProcessCluster cluster, List<Workload> workloads, Timeline timeline, SeededRandomness randomness) {
        this.scene = new Scene(cluster, workloads, randomness);
        this.timeline = timeline;
    }

    /** Returns when all is well again. */
    Incident inject(Fault fault) {
        scene.leader();
        Duration begin = timeline.now();
        String what = harm(fault);
        Stretch stretch = new Stretch(begin, timeline.now());
        timeline.wentWrong(new Trouble(fault.name(), stretch));
        return new Incident(fault.name(), what, stretch, timeline.longestGap(stretch));
    }

    private String harm(Fault fault) {
        try {
            String what = fault.injection().inject(scene);
            scene.cluster().calm();
            return what;
        } catch (ChaosFailure failure) {
            throw new ChaosFailure(fault + ": " + failure.getMessage(), failure);
        }
    }
}
