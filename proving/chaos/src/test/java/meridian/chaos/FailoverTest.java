package meridian.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long it takes is measured by {@link FailoverBench}; here it only has to happen. */
class FailoverTest {
    @Test
    void a_killed_leader_is_replaced_and_writes_succeed_again() {
        Experiment.run("failover", "", setting -> {
            setting.cluster().start();
            NodeProcess leader = setting.cluster().awaitLeader(setting.cluster().nodes());
            List<NodeProcess> others = setting.cluster().others(leader);
            leader.kill();
            Duration outage = Outage.measure(others);
            System.out.println("writes succeeded again after " + outage.toMillis() + " ms");
            assertThat(setting.cluster().awaitLeader(others)).isNotSameAs(leader);
        });
    }
}
