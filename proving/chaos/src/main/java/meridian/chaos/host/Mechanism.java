package meridian.chaos.host;

/** Something of the machine that faults are made with. */
public enum Mechanism {
    /** Network and mount namespaces, a bridge and pairs of interfaces. */
    HOSTS("iproute2"),
    /** File systems in files, and their shutdown. */
    DISKS("e2fsprogs"),
    /** Freezing them. */
    STALLS(""),
    /** Rules for packets. */
    PACKETS("nftables"),
    /** Control groups. */
    CPU_LIMITS(""),
    /** A library between a process and the clock. */
    CLOCKS("faketime"),
    /** A library between a process and the sync of its files. */
    FALSE_SYNCS("eatmydata");

    private final String source;

    Mechanism(String source) {
        this.source = source;
    }

    /** The Debian package that may be missing; nothing if it is on every machine. */
    String source() {
        return source;
    }
}
