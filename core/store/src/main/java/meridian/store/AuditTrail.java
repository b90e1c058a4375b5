package meridian.store;

/** Takes down what was asked and what became of it. Called on event loops: it must not block and must not throw. */
@FunctionalInterface
public interface AuditTrail {
    /** For whoever does not want to know. */
    AuditTrail NONE = _ -> {};

    void record(AuditEntry entry);
}
