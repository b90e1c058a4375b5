package meridian.chaos.host;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import meridian.base.Machine;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.base.Folders;

/** Which mechanisms this machine has. Each was tried. */
public final class Mechanisms {
    private static final long DISK_BYTES = 16L << 20;
    private static final String HOST = "probe";
    private static final Duration A_MOMENT = Duration.ofMillis(1);
    private static final String CLOCK_TEST = "test $(date +%s) -gt $(($1 + 3600))";

    private final Map<Mechanism, String> missing;

    /** @param missing with the reason */
    public Mechanisms(Map<Mechanism, String> missing) {
        this.missing = Map.copyOf(missing);
    }

    /**
     * Tries all of them.
     *
     * @param folder for what that leaves behind
     */
    public static Mechanisms probe(Path folder) {
        Folders.create(folder);
        Map<Mechanism, String> missing = new EnumMap<>(Mechanism.class);
        for (Mechanism mechanism : Mechanism.values()) {
            try {
                attempt(mechanism, folder);
            } catch (ChaosFailure e) {
                missing.put(
                        mechanism,
                        String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown"));
            }
        }
        return new Mechanisms(missing);
    }

    private static void attempt(Mechanism mechanism, Path folder) {
        switch (mechanism) {
            case HOSTS -> tryHosts(folder);
            case DISKS -> tryPowerLoss(folder);
            case STALLS -> tryStall(folder);
            case PACKETS -> tryLoss(folder);
            case CPU_LIMITS -> tryLimit();
            case CLOCKS -> tryClock(folder);
            case FALSE_SYNCS -> tryFalseSync(folder);
        }
    }

    private static void tryHosts(Path folder) {
        try (Network network = Network.create(folder)) {
            network.add(HOST);
            Command.of("true").within(network.enter(HOST)).run();
        }
    }

    private static void tryLoss(Path folder) {
        try (Network network = Network.create(folder)) {
            network.add(HOST);
            network.lose(Network.HARNESS, HOST, 50);
            network.cut(Network.HARNESS, HOST);
        }
    }

    private static void tryPowerLoss(Path folder) {
        try (LoopDisk disk = disk(folder)) {
            Path kept = disk.folder().resolve("kept");
            Path lost = disk.folder().resolve("lost");
            Attempt.to("write to " + kept, () -> {
                try (FileChannel channel =
                        FileChannel.open(kept, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.allocate(1));
                    channel.force(true);
                    return kept;
                }
            });
            Folders.write(lost, "unsynced");
            disk.powerLoss();
            if (!Files.exists(kept) || Files.exists(lost)) {
                throw new ChaosFailure("The shutdown of an ext4 file system does not keep what was synced and lose what"
                        + " was not on this kernel");
            }
        }
    }

    private static void tryStall(Path folder) {
        try (LoopDisk disk = disk(folder)) {
            disk.stall(A_MOMENT).awaitEnd();
        }
    }

    private static LoopDisk disk(Path folder) {
        return LoopDisk.create(folder.resolve("probe.img"), folder.resolve("probe"), DISK_BYTES);
    }

    private static void tryLimit() {
        try (CpuLimit limit = CpuLimit.create(HOST)) {
            limit.hold(0.5);
            Command.of("true").within(limit.enter()).run();
            limit.release();
        }
    }

    private static void tryClock(Path folder) {
        WrongClock clock = WrongClock.create(folder.resolve("probe.clock"), Machine.ticker());
        clock.jump(Duration.ofDays(1));
        String now = Command.of("date", "+%s").run();
        Command.of("sh", "-c", CLOCK_TEST, "sh", now).within(clock.enter()).run();
    }

    private static void tryFalseSync(Path folder) {
        try (LoopDisk disk = disk(folder)) {
            Path lost = disk.folder().resolve("lost");
            Folders.write(lost, "not synced");
            Command.of("sync", lost.toString())
                    .within(FalseSync.create().enter())
                    .run();
            disk.powerLoss();
            if (Files.exists(lost)) {
                throw new ChaosFailure("A sync that should do nothing kept " + lost);
            }
        }
    }

    /** Those that are there. */
    public Set<Mechanism> present() {
        Set<Mechanism> present = EnumSet.allOf(Mechanism.class);
        present.removeAll(missing.keySet());
        return present;
    }

    /** Why faults that need these cannot be made here, and what to install; empty if they can. */
    public Optional<String> missing(Set<Mechanism> needed) {
        if (needed.isEmpty()) {
            return Optional.empty();
        }
        // Every host has namespaces and a disk, whatever else it has.
        Set<Mechanism> whole = EnumSet.of(Mechanism.HOSTS, Mechanism.DISKS);
        whole.addAll(needed);
        return whole.stream().filter(missing::containsKey).findFirst().map(this::describe);
    }

    private String describe(Mechanism mechanism) {
        boolean installable =
                Isolation.missing().isEmpty() && !mechanism.source().isEmpty();
        return missing.get(mechanism) + (installable ? " (Debian package " + mechanism.source() + ")" : "");
    }
}
