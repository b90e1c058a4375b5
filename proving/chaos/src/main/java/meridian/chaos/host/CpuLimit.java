package meridian.chaos.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import meridian.base.Invariant;
import meridian.chaos.base.ChaosFailure;
import meridian.chaos.base.Folders;

/** A control group for the processes of one host, which may be held to a part of a core. */
public final class CpuLimit implements AutoCloseable {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final int PERIOD_MICROS = 100_000;
    private static final double CORES_MIN = 0.02;

    /** Control groups are in no namespace: this one must be taken away even if we cannot. A process may be stuck in it. */
    private static final String REMOVE = """
            tries=800
            while [ -d "$1" ]; do
              kill -9 $(cat "$1/cgroup.procs") 2>/dev/null
              rmdir "$1" 2>/dev/null && exit
              tries=$((tries - 1))
              [ $tries -gt 0 ] || { echo "still in it: $(cat "$1/cgroup.procs")"; exit 1; }
              sleep 0.1
            done
            """;

    private final Path group;
    private final boolean unified;
    private final Custodian custodian;

    private CpuLimit(Path group, boolean unified, Custodian custodian) {
        this.group = group;
        this.unified = unified;
        this.custodian = custodian;
    }

    /** Makes an empty group that is held to nothing. */
    static CpuLimit create(String host) {
        Isolation.require();
        List<String> mounts = Folders.read(MOUNTS).lines().toList();
        Optional<Path> first = root(mounts, "cgroup", "cpu");
        Path root = first.or(() -> root(mounts, "cgroup2", ""))
                .orElseThrow(() -> new ChaosFailure("No control groups are mounted: neither version 1 with cpu nor 2"));
        if (first.isEmpty()) {
            Folders.write(root.resolve("cgroup.subtree_control"), "+cpu");
        }
        Path group = root.resolve("meridian-chaos-" + ProcessHandle.current().pid() + "-" + host);
        Custodian custodian = Custodian.start(REMOVE, group.toString());
        try {
            Attempt.to("make the control group " + group, () -> Files.createDirectory(group));
            return new CpuLimit(group, first.isEmpty(), custodian);
        } catch (ChaosFailure e) {
            custodian.close();
            throw e;
        }
    }

    /** Where such control groups are mounted, by what the kernel says of its mounts. */
    private static Optional<Path> root(List<String> mounts, String type, String controller) {
        return mounts.stream()
                .map(line -> line.split(" - | "))
                .filter(words -> List.of(words).contains(type))
                .filter(words -> controller.isEmpty()
                        || List.of(words[words.length - 1].split(",")).contains(controller))
                .map(words -> Path.of(words[4]))
                .findFirst();
    }

    /** What comes before a command that is to run in it. */
    List<String> enter() {
        return List.of(
                "sh",
                "-c",
                "echo $$ > \"$0\" && exec \"$@\"",
                group.resolve("cgroup.procs").toString());
    }

    /** From now on all processes in it get so much of one core, together. */
    public void hold(double cores) {
        Invariant.check(cores >= CORES_MIN, "%s of a core is too little for the kernel to give", cores);
        set(Long.toString(Math.round(cores * PERIOD_MICROS)));
    }

    /** They may use what there is. */
    public void release() {
        set(unified ? "max" : "-1");
    }

    private void set(String quota) {
        if (unified) {
            Folders.write(group.resolve("cpu.max"), quota + " " + PERIOD_MICROS);
        } else {
            Folders.write(group.resolve("cpu.cfs_period_us"), Integer.toString(PERIOD_MICROS));
            Folders.write(group.resolve("cpu.cfs_quota_us"), quota);
        }
    }

    /** Kills what is in it. */
    @Override
    public void close() {
        custodian.close();
    }
}
