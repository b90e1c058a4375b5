package meridian.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import meridian.base.Bytes;
import meridian.base.NodeId;
import meridian.store.ClientRecords.Ask;
import meridian.store.ClientRecords.Given;
import meridian.testkit.History;
import meridian.testkit.KeyValueModel;
import meridian.testkit.Linearizability;
import meridian.testkit.Scenario;
import meridian.testkit.Simulation;

/** One run: clients and watches in trouble, then peace in which everything must come right, then the checks. */
final class StoreRun implements Scenario.Run {
    private static final int CLIENTS = 5;
    private static final int ANSWERED_MIN = 10;
    private static final Duration TROUBLE = Duration.ofSeconds(20);
    private static final Duration THINK_MAX = Duration.ofMillis(250);
    private static final Duration CALM_WITHIN = Liveness.WITHIN;

    private final StoreWorld world;
    private final ClientRecords records = new ClientRecords();
    private final List<SimulatedClient> clients;
    private final Liveness liveness;
    private int services;
    private final List<SimulatedWatch> watches = new ArrayList<>();

    StoreRun(long seed, Path folder, Flaws flaws) {
        this.world = new StoreWorld(seed, folder, flaws);
        this.clients = IntStream.range(0, CLIENTS)
                .mapToObj(i -> new SimulatedClient(world, records, "c" + i, THINK_MAX))
                .toList();
        this.liveness = new Liveness(world, clients);
        watches.add(new SimulatedWatch(world, new WatchQuery(KeyRange.ALL, 1, true, true, true)));
        watches.add(new SimulatedWatch(world, new WatchQuery(KeyRange.prefix(Bytes.utf8("t")), 0, true, true, false)));
        watches.add(new SimulatedWatch(world, new WatchQuery(KeyRange.single(Bytes.utf8("s1")), 0, true, false, true)));
        watches.add(new SimulatedWatch(world, new WatchQuery(KeyRange.prefix(Bytes.utf8("l")), 0, false, true, false)));
    }

    @Override
    public Simulation simulation() {
        return world.simulation();
    }

    @Override
    public Scenario.Traffic traffic() {
        return Scenario.Traffic.of(records.all());
    }

    @Override
    public void play() {
        trouble();
        peace();
        check();
    }

    private void trouble() {
        clients.forEach(SimulatedClient::begin);
        watches.forEach(SimulatedWatch::begin);
        world.simulation().after(TROUBLE.dividedBy(2), () -> watches.getLast().move());
        world.simulation().runUntil(TROUBLE);
    }

    /** Nothing goes wrong any more: in bounded time all nodes agree, serve, and have forgotten all leases. */
    private void peace() {
        liveness.require(this::requireService);
        world.await("the end of all leases", CALM_WITHIN, () -> leases().isEmpty());
        world.await("agreement", CALM_WITHIN, world.group()::isConverged);
        world.await(
                "word of the last event to all watches",
                CALM_WITHIN,
                () -> watches.stream().allMatch(it -> it.isUpToDate(world.truth())));
        long last = world.truth().revisions().lastKey();
        watches.forEach(SimulatedWatch::look);
        world.await(
                "the last bookmark of all watches",
                CALM_WITHIN,
                () -> watches.stream().allMatch(it -> it.hasReached(last)));
    }

    private void requireService(NodeId node) {
        Store store = world.store(node).orElseThrow();
        Bytes key = Bytes.utf8("after " + node);
        Bytes value = Bytes.utf8(key.toUtf8() + " " + ++services);
        Transaction transaction = Transaction.of(Operation.Put.of(key, value));
        History.Call<Ask, Given> call = records.all().invoke("peace", new Ask.Write(transaction));
        Reply<Store.TransactionResult> reply =
                liveness.untilApplied("a write at " + node, () -> store.transact(transaction));
        call.answered(new Given(MachineFixture.value(reply), MachineFixture.revision(reply)));
        Reply<Result.Read> read = liveness.await("a read at " + node, store.read(RangeQuery.of(KeyRange.single(key))));
        assertThat(MachineFixture.value(read).count()).isEqualTo(1);
    }

    private List<Store.Lease> leases() {
        try (View view = world.machine(world.group().leader().orElseThrow()).view()) {
            return view.leases();
        }
    }

    private void check() {
        long answered = records.all().operations().stream()
                .filter(History.Operation::isAnswered)
                .count();
        assertThat(answered).as("answered calls: few of them prove little").isGreaterThan(ANSWERED_MIN);
        new StoreCheck(world.truth(), records).require();
        Linearizability.requireByKey(new KeyValueModel(), records.singleKeys().operations(), KeyValueModel.Ask::key);
        LeaseCheck.require(world.truth(), records);
        watches.forEach(it -> it.check(world.truth()));
        requireSameHash();
    }

    private void requireSameHash() {
        List<Reply<Store.HashResult>> hashes = new ArrayList<>();
        for (NodeId node : world.group().nodes()) {
            try (View view = world.machine(node).view()) {
                hashes.add(view.hash(0));
            }
        }
        assertThat(hashes).allMatch(hashes.getFirst()::equals);
    }

    @Override
    public void close() {
        world.close();
    }
}
