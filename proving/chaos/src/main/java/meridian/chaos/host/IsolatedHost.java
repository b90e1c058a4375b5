package meridian.chaos.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import meridian.chaos.base.ChaosFailure;
import org.jspecify.annotations.Nullable;

/** A machine for one node, as far as the node can tell: an address, a disk, a share of the CPU, a time of day. */
public final class IsolatedHost {
    private final String name;
    private final Network network;
    private final LoopDisk disk;
    private final @Nullable CpuLimit cpu;
    private final @Nullable WrongClock clock;
    private final @Nullable FalseSync sync;

    IsolatedHost(
            String name,
            Network network,
            LoopDisk disk,
            @Nullable CpuLimit cpu,
            @Nullable WrongClock clock,
            @Nullable FalseSync sync) {
        this.name = name;
        this.network = network;
        this.disk = disk;
        this.cpu = cpu;
        this.clock = clock;
        this.sync = sync;
    }

    public String name() {
        return name;
    }

    /** Where others reach it, and we do. */
    public String address() {
        return network.address(name);
    }

    public LoopDisk disk() {
        return disk;
    }

    /** Throws if limits were not to be used. */
    public CpuLimit cpu() {
        return Optional.ofNullable(cpu).orElseThrow(() -> unused(Mechanism.CPU_LIMITS));
    }

    /** Throws if clocks were not to be used. */
    public WrongClock clock() {
        return Optional.ofNullable(clock).orElseThrow(() -> unused(Mechanism.CLOCKS));
    }

    private ChaosFailure unused(Mechanism mechanism) {
        return new ChaosFailure(name + " was made without " + mechanism + ", which nobody had asked for");
    }

    /** How a command is started there. It stays one process, with one id. */
    public List<String> command(List<String> command) {
        List<String> line = new ArrayList<>();
        if (cpu != null) {
            line.addAll(cpu.enter());
        }
        line.addAll(network.enter(name));
        if (clock != null) {
            line.addAll(clock.enter());
        }
        if (sync != null) {
            line.addAll(sync.enter());
        }
        line.addAll(command);
        return line;
    }
}
