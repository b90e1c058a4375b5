package meridian.node;

import java.time.Duration;
import java.util.List;
import meridian.store.AccessConfig;
import meridian.store.AuditConfig;

/** The settings of who may do what, and of what is taken down about it. */
final class AccessKeys {
    static final Setting<Duration> TOKEN_TIME_TO_LIVE = new Setting<>(
            "access.token-time-to-live",
            Kinds.DURATION,
            "5m",
            "A token that was not used for so long on this node ends; clients log in again by themselves.");
    static final Setting<Integer> TOKENS_REMEMBERED_MAX = new Setting<>(
            "access.tokens-remembered-max",
            Kinds.COUNT,
            "10000",
            "Tokens of which the node knows when they were used last; of others it knows when they were given.");
    static final Setting<Integer> HASHING_THREADS = new Setting<>(
            "access.hashing-threads",
            Kinds.COUNT,
            "2",
            "Passwords that are checked at the same time, each on a processor and in 19 MiB of its own.");
    static final Setting<Integer> HASHING_WAITING_MAX = new Setting<>(
            "access.hashing-waiting-max", Kinds.COUNT, "64", "More of them that may wait for their turn.");
    static final Setting<Integer> FAILURES_REMEMBERED_MAX = new Setting<>(
            "access.failures-remembered-max",
            Kinds.COUNT,
            "10000",
            "Pairs of user and address whose failed logins are counted.");
    static final Setting<Duration> LOCKOUT_MAX = new Setting<>(
            "access.lockout-max",
            Kinds.DURATION,
            "1m",
            "The longest pause that failed logins of a user from an address bring about; it begins with a second after"
                    + " the third and doubles.");
    static final Setting<Boolean> AUDIT_WRITES = new Setting<>(
            "audit.writes",
            Kinds.YES_OR_NO,
            "false",
            "Takes down allowed changes of keys and leases, too, not only logins, refusals and changes of users,"
                    + " members and nodes.");
    static final Setting<Long> AUDIT_FILE_MAX = new Setting<>(
            "audit.file-max", Kinds.BYTES, "16MiB", "At this size `audit.jsonl` is set aside and a new one begun.");
    static final Setting<Integer> AUDIT_FILES_KEPT =
            new Setting<>("audit.files-kept", Kinds.COUNT, "8", "How many set-aside audit files are kept.");
    static final Setting<Integer> AUDIT_WAITING_MAX = new Setting<>(
            "audit.waiting-max",
            Kinds.COUNT,
            "10000",
            "Entries that wait to be written; of further ones only the number is kept.");

    static final List<Setting<?>> ACCESS = List.of(
            TOKEN_TIME_TO_LIVE,
            TOKENS_REMEMBERED_MAX,
            HASHING_THREADS,
            HASHING_WAITING_MAX,
            FAILURES_REMEMBERED_MAX,
            LOCKOUT_MAX);
    static final List<Setting<?>> AUDIT = List.of(AUDIT_WRITES, AUDIT_FILE_MAX, AUDIT_FILES_KEPT, AUDIT_WAITING_MAX);

    private AccessKeys() {}

    static AccessConfig readAccess(ConfigReader reader) {
        return new AccessConfig(
                reader.get(TOKEN_TIME_TO_LIVE),
                reader.get(TOKENS_REMEMBERED_MAX),
                reader.get(HASHING_THREADS),
                reader.get(HASHING_WAITING_MAX),
                reader.get(FAILURES_REMEMBERED_MAX),
                reader.get(LOCKOUT_MAX));
    }

    static AuditConfig readAudit(ConfigReader reader) {
        return new AuditConfig(reader.get(AUDIT_FILE_MAX), reader.get(AUDIT_FILES_KEPT), reader.get(AUDIT_WAITING_MAX));
    }
}
