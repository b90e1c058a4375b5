package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.testkit.History;
import meridian.testkit.ListAppend;
import meridian.testkit.ListAppend.Step;
import meridian.testkit.Scenario;
import meridian.testkit.Simulation;

/** Lists that are appended to and money that moves, in trouble and then in peace; the checks believe no revisions. */
final class TransactionRun implements Scenario.Run {
    private static final int CLIENTS = 5;
    /** Less proves little. Trouble lasts longer where so much was not done in time, as in one of 600 worlds. */
    private static final int DONE_MIN = 5;

    private static final Duration TROUBLE = Duration.ofSeconds(20);
    private static final Duration MORE_TROUBLE_MAX = Duration.ofSeconds(60);
    private static final Duration THINK_MAX = Duration.ofMillis(150);

    private final StoreWorld world;
    private final TransactionRecords records = new TransactionRecords();
    private final List<TransactionClient> clients;
    private final Liveness liveness;

    TransactionRun(long seed, Path folder, Flaws flaws) {
        world = new StoreWorld(seed, folder, flaws);
        clients = IntStream.range(0, CLIENTS)
                .mapToObj(i -> new TransactionClient(world, records, "c" + i, THINK_MAX))
                .toList();
        liveness = new Liveness(world, clients);
    }

    @Override
    public Simulation simulation() {
        return world.simulation();
    }

    @Override
    public Scenario.Traffic traffic() {
        return Scenario.Traffic.of(records.lists());
    }

    @Override
    public void play() {
        clients.forEach(SimulatedCaller::begin);
        world.simulation().runUntil(TROUBLE);
        assertThat(world.simulation().runUntil(this::isEnough, MORE_TROUBLE_MAX))
                .as("enough was done, with %d audits", records.audits())
                .isTrue();
        liveness.require(this::readEverything);
        ListAppend.require(records.lists().everything());
    }

    private boolean isEnough() {
        long done = records.lists().operations().stream()
                .filter(History.Operation::isAnswered)
                .count();
        return done >= DONE_MIN && records.audits() >= DONE_MIN;
    }

    /** Whatever was acknowledged must be seen now, at every node. */
    private void readEverything(NodeId node) {
        Store store = world.store(node).orElseThrow();
        List<Step> steps =
                TransactionRecords.LISTS.stream().<Step>map(Step.Read::new).toList();
        History.Call<List<Step>, List<List<Long>>> call = records.lists().invoke("peace", steps);
        List<Operation> reads = TransactionRecords.LISTS.stream()
                .<Operation>map(it -> new Operation.Read(RangeQuery.of(KeyRange.single(Bytes.utf8(it)))))
                .toList();
        Reply<Store.TransactionResult> reply = liveness.untilApplied(
                "a read of all lists at " + node, () -> store.transact(new Transaction(List.of(), reads, List.of())));
        call.answered(TransactionClient.lists(MachineFixture.value(reply).results()));
    }

    @Override
    public void close() {
        world.close();
    }
}
