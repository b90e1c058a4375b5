package meridian.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int execute(String... arguments) {
        return Main.execute(new PrintWriter(out), new PrintWriter(errors), arguments);
    }

    @Test
    void faults_and_workloads_are_listed() {
        assertThat(execute("list")).isZero();
        Faults.all().forEach(fault -> assertThat(out.toString()).contains(fault.name(), fault.meaning()));
        assertThat(out.toString()).contains("kv ", "txn ", "lock ", "watch ", "lease ");
    }

    @Test
    void unknown_words_are_refused_with_the_known_ones() {
        assertThat(execute("--faults", "kill,flood")).isNotZero();
        assertThat(errors.toString()).contains("There is no fault 'flood': choose from kill, kill-leader, ");
        assertThat(execute("--workload", "kv,music")).isNotZero();
        assertThat(errors.toString())
                .contains("There is no workload 'music': choose from [kv, txn, lock, watch, lease]");
        assertThat(execute("--nodes", "4")).isNotZero();
        assertThat(errors.toString()).contains("--nodes 4: choose 3 or 5");
    }
}
