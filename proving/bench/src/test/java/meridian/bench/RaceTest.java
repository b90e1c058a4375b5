package meridian.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import meridian.base.Address;
import meridian.base.Machine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaceTest {
    private static final Progress SILENT = new Progress(new PrintWriter(Writer.nullWriter()));
    private static final Schedule SHORT =
            new Schedule(2, Duration.ofMillis(20), Duration.ofMillis(5), Duration.ofMillis(50));
    private static final Set<String> MEASURES =
            Set.of("up-seconds", "put-latency-1-client", "gets-serializable-64-clients");

    private final List<String> events = new ArrayList<>();
    private final EtcdSuite suite = new EtcdSuite(
            new EtcdProtocol(Access.OPEN, Machine.ticker()),
            new KeySpace(100, 32),
            Access.OPEN,
            SILENT,
            Machine.ticker());

    @TempDir
    Path work;

    @TempDir
    Path logs;

    @Test
    void systems_take_turns_and_one_is_stopped_before_the_next_begins() {
        race(MEASURES).run(contenders(new FakeSystem("a"), new FakeSystem("b")));

        assertThat(events)
                .containsExactly(
                        "a starts", "a stops", "b starts", "b stops", "a starts", "a stops", "b starts", "b stops");
    }

    @Test
    void every_measure_is_taken_of_each_system_in_each_round_and_no_trace_is_left() {
        Race.Result result = race(MEASURES).run(contenders(new FakeSystem("a"), new FakeSystem("b")));

        assertThat(result.samples()).hasSize(MEASURES.size() * 2 * 2);
        assertThat(result.samples()).extracting(Sample::measure).hasSameElementsAs(MEASURES);
        List<LoadFigures> loads = result.samples().stream()
                .flatMap(sample -> sample.load().stream())
                .toList();
        assertThat(loads).hasSize(8).allMatch(load -> load.errors().isEmpty());
        assertThat(loads.stream().mapToLong(LoadFigures::operations).sum()).isPositive();
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void only_what_was_asked_for_is_measured() {
        Race.Result result = race(Set.of("up-seconds")).run(contenders(new FakeSystem("a")));

        assertThat(result.samples()).extracting(Sample::measure).containsExactly("up-seconds", "up-seconds");
    }

    @Test
    void a_drill_is_the_last_thing_in_a_turn_and_knows_who_leads() {
        Race.Result result = race(Set.of("drill-seconds")).run(contenders(new FakeSystem("a")));

        assertThat(events)
                .containsExactly(
                        "a starts", "drill at the leader", "a stops", "a starts", "drill at the leader", "a stops");
        assertThat(result.samples())
                .filteredOn(sample -> sample.measure().equals("drill-seconds"))
                .extracting(Sample::value)
                .containsExactly(1.5, 1.5);
    }

    @Test
    void a_system_that_fails_is_stopped_and_only_its_logs_are_kept() {
        FakeSystem broken = new FakeSystem("a") {
            @Override
            List<Long> processIds() {
                throw new BenchFailure("gone");
            }
        };

        assertThatThrownBy(() -> race(MEASURES).run(contenders(broken))).hasMessage("gone");
        assertThat(events).containsExactly("a starts", "a stops");
        assertThat(work).isEmptyDirectory();
        assertThat(logs.resolve("a-1-n1-node.log")).hasContent("it hurts");
        assertThat(logs).isDirectoryNotContaining(file -> file.toString().endsWith(".db"));
    }

    private List<Contender> contenders(FakeSystem... systems) {
        return Stream.of(systems)
                .map(system -> new Contender(system, new Damaging(suite, events)))
                .toList();
    }

    private Race race(Set<String> measures) {
        Race.Plan plan = new Race.Plan(SHORT, measures, false, work, logs, Profiler.NONE);
        return new Race(plan, new Cleanup(), SILENT, Machine.ticker());
    }

    /** Does what a suite does, and in the end a drill. */
    private record Damaging(Suite suite, List<String> events) implements Suite {
        @Override
        public Protocol protocol() {
            return suite.protocol();
        }

        @Override
        public List<Workload> workloads() {
            return suite.workloads();
        }

        @Override
        public Optional<Drill> drill() {
            return Optional.of(new FakeDrill(events));
        }

        @Override
        public void fill(List<Address> endpoints) {
            suite.fill(endpoints);
        }

        @Override
        public Map<String, String> facts() {
            return suite.facts();
        }
    }

    private record FakeDrill(List<String> events) implements Drill {
        @Override
        public Measure measure() {
            return new Measure("drill-seconds", Measure.Quantity.SECONDS, new Goal.None());
        }

        @Override
        public Duration run(RunningSystem running, Address leader) {
            events.add(running.endpoints().contains(leader) ? "drill at the leader" : "drill at nobody");
            return Duration.ofMillis(1500);
        }
    }

    /** A cluster of one node inside this process. */
    private class FakeSystem implements SystemUnderTest {
        private final String name;

        FakeSystem(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String version() {
            return "fake";
        }

        @Override
        public boolean onJvm() {
            return true;
        }

        List<Long> processIds() {
            return List.of(ProcessHandle.current().pid());
        }

        @Override
        public RunningSystem start(Path folder) {
            writeInto(folder.resolve("n1"));
            events.add(name + " starts");
            FakeStore store = new FakeStore();
            return new RunningSystem() {
                @Override
                public List<Address> endpoints() {
                    return List.of(store.address());
                }

                @Override
                public void requireAlive() {}

                @Override
                public List<Long> processIds() {
                    return FakeSystem.this.processIds();
                }

                @Override
                public void close() {
                    events.add(name + " stops");
                    store.close();
                }
            };
        }
    }

    private static void writeInto(Path folder) {
        try {
            Files.createDirectory(folder);
            Files.writeString(folder.resolve("node.log"), "it hurts");
            Files.writeString(folder.resolve("data.db"), "a lot");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
