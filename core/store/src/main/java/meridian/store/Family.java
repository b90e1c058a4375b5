package meridian.store;

/** The column families: sorted tables that share one atomic write and one flush. */
enum Family {
    /** Where the state stands, a handful of rows. RocksDB insists on a family of this name. */
    META("default"),
    /** User key to its newest version, without the value: small rows, because every put reads one. */
    LATEST("latest"),
    /** User key and revision, newest first, to versions that were overwritten or deleted, without their values. */
    HISTORY("history"),
    /**
     * Revision and sequence to what changed: the log that watches read, and the one place where values lie. Rows come
     * in order, so merging files never rewrites them; only what a compaction deletes costs that.
     */
    CHANGES("changes"),
    /** Leases, and which keys go with them. */
    LEASES("leases"),
    /** Sessions, and the results kept for them. */
    SESSIONS("sessions"),
    /** Users, roles, and whether it matters who asks. */
    ACCESS("access");

    private final String title;

    Family(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
