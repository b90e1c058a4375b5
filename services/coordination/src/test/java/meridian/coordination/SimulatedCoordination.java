package meridian.coordination;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import meridian.base.NodeId;
import meridian.store.SimulatedStores;
import meridian.store.Store;
import meridian.testkit.Scenario;
import meridian.testkit.Simulation;

/** The recipes on three simulated nodes, and how much is asked of them. */
final class SimulatedCoordination implements AutoCloseable {
    private final Simulation simulation;
    private final SimulatedStores stores;
    private final Map<SimulatedStores.Life, Coordination> coordinations = new HashMap<>();
    private Scenario.Traffic traffic = new Scenario.Traffic(0, 0);

    /** @param bug put between the stores and the recipes; for tests of this test */
    SimulatedCoordination(long seed, Path folder, UnaryOperator<Store> bug) {
        simulation = new Simulation(seed);
        stores = new SimulatedStores(
                simulation,
                folder,
                (_, life) -> coordinations.put(
                        life,
                        new Coordination(
                                bug.apply(life.store()),
                                CoordinationConfig.DEFAULT,
                                new SimulatedThreads(life),
                                simulation.fork())));
    }

    Simulation simulation() {
        return simulation;
    }

    SimulatedStores stores() {
        return stores;
    }

    Coordination at(NodeId node) {
        return Optional.ofNullable(coordinations.get(stores.life(node).orElseThrow()))
                .orElseThrow();
    }

    Store store(NodeId node) {
        return stores.life(node).orElseThrow().store();
    }

    void asked() {
        traffic = traffic.plus(new Scenario.Traffic(1, 0));
    }

    void endedUnknown() {
        traffic = traffic.plus(new Scenario.Traffic(0, 1));
    }

    Scenario.Traffic traffic() {
        return traffic;
    }

    @Override
    public void close() {
        stores.close();
    }
}
