package meridian.store;

import meridian.base.Limit;

/**
 * How much of what was done is kept.
 *
 * @param fileMax bytes at which a file is set aside and a new one begun
 * @param filesKept files set aside that are kept
 * @param waitingMax entries that wait to be written; of further ones only the number is kept
 */
public record AuditConfig(long fileMax, int filesKept, int waitingMax) {
    public static final AuditConfig DEFAULT = new AuditConfig(16L << 20, 8, 10_000);

    public AuditConfig {
        if (fileMax <= 0 || filesKept <= 0 || waitingMax <= 0) {
            throw new IllegalArgumentException("audit.file-max is " + fileMax + ", audit.files-kept " + filesKept
                    + ", audit.waiting-max " + waitingMax + ": all must be greater than 0");
        }
    }

    Limit waiting() {
        return new Limit("audit.waiting-max", waitingMax);
    }
}
