package meridian.chaos;

import meridian.base.Machine;
import meridian.chaos.Experiment.Setting;
import meridian.chaos.Round.Plan;
import meridian.chaos.base.Folders;
import meridian.chaos.load.Timeline;

/** What tests of real processes have in common. */
final class Tests {
    private Tests() {}

    /** One round of load and faults. What clients were told is left in the folder of the experiment. */
    static Round.Report round(Setting setting, Plan plan) {
        Round round = new Round(
                setting.cluster(), plan, new Timeline(Machine.ticker()), setting.randomness(), System.out::println);
        Round.Report report = round.run(Folders.create(setting.folder().resolve("histories")));
        System.out.println(report);
        return report;
    }
}
