package meridian.bench;

import java.nio.file.Path;
import java.util.List;
import meridian.base.Address;

/** One node of Meridian that takes the time from a chronyd and passes it on. */
final class MeridianTimeSystem implements SystemUnderTest {
    private static final int NODES = 1;

    private final Path home;
    private final Path scratch;
    private final SystemUnderTest source;

    /** @param source whom the node asks */
    MeridianTimeSystem(Path home, Path scratch, SystemUnderTest source) {
        this.home = home;
        this.scratch = scratch;
        this.source = source;
    }

    @Override
    public String name() {
        return MeridianSystem.NAME;
    }

    @Override
    public boolean onJvm() {
        return true;
    }

    @Override
    public String version() {
        return new MeridianSystem(home, scratch, NODES, "").version();
    }

    @Override
    public RunningSystem start(Path folder) {
        RunningSystem asked = source.start(Folders.create(folder.resolve("source")));
        try {
            Address listen = FreePorts.find(1).getFirst();
            String settings = settings(asked.endpoints().getFirst(), listen);
            return new Both(listen, asked, new MeridianSystem(home, scratch, NODES, settings).start(folder));
        } catch (BenchFailure e) {
            asked.close();
            throw e;
        }
    }

    /** chronyd does not count the answers that a client gets, so the node counts up to where nobody comes. */
    private static String settings(Address source, Address listen) {
        return String.join(
                "\n",
                "time:",
                "  servers: ['" + source + "']",
                "  poll-min: 2s",
                "  poll-max: 64s",
                "  listen: " + listen,
                "  answers-per-second: " + Integer.MAX_VALUE,
                "");
    }

    /** The node, which counts, and whom it asks. */
    private record Both(Address listen, RunningSystem source, RunningSystem node) implements RunningSystem {
        @Override
        public List<Address> endpoints() {
            return List.of(listen);
        }

        @Override
        public void requireAlive() {
            source.requireAlive();
            node.requireAlive();
        }

        @Override
        public List<Long> processIds() {
            return node.processIds();
        }

        @Override
        public void close() {
            try (RunningSystem _ = source) {
                node.close();
            }
        }
    }
}
