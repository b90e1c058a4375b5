package meridian.chaos.host;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import meridian.base.Machine;
import meridian.chaos.base.Folders;
import meridian.chaos.base.Undo;

/** Hosts for nodes, with a network between them. All of it is in namespaces of ours and gone when this is closed. */
public final class IsolatedHosts implements AutoCloseable {
    private final Path folder;
    private final Set<Mechanism> used;
    private final Undo undo = new Undo();
    private final Network network;

    private IsolatedHosts(Path folder, Set<Mechanism> used) {
        this.folder = folder;
        this.used = Set.copyOf(used);
        this.network = Network.create(folder);
        undo.later(network::close);
    }

    /**
     * Makes a network without hosts.
     *
     * @param folder for the images of the disks and whatever else the hosts need
     * @param used besides namespaces and disks, which all hosts have; a wrong clock costs something even while it is right
     */
    public static IsolatedHosts create(Path folder, Set<Mechanism> used) {
        return new IsolatedHosts(Folders.create(folder), used);
    }

    /**
     * Makes a host.
     *
     * @param name of at most ten characters
     * @param diskFolder where its disk is mounted, empty
     */
    public IsolatedHost add(String name, Path diskFolder) {
        network.add(name);
        LoopDisk disk = LoopDisk.create(folder.resolve(name + ".img"), diskFolder, LoopDisk.BYTES_DEFAULT);
        undo.later(disk::close);
        Optional<CpuLimit> cpu = use(Mechanism.CPU_LIMITS).map(_ -> CpuLimit.create(name));
        cpu.ifPresent(it -> undo.later(it::close));
        Optional<WrongClock> clock =
                use(Mechanism.CLOCKS).map(_ -> WrongClock.create(folder.resolve(name + ".clock"), Machine.ticker()));
        Optional<FalseSync> sync = use(Mechanism.FALSE_SYNCS).map(_ -> FalseSync.create());
        return new IsolatedHost(name, network, disk, cpu.orElse(null), clock.orElse(null), sync.orElse(null));
    }

    private Optional<Mechanism> use(Mechanism mechanism) {
        return Optional.of(mechanism).filter(used::contains);
    }

    public Network network() {
        return network;
    }

    /** Kills what still runs on the hosts, as far as they have a limit for the CPU; everything else must have ended. */
    @Override
    public void close() {
        undo.close();
    }
}
