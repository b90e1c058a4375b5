package meridian.coordination;

import java.util.Optional;
import meridian.store.KeyValue;
import meridian.store.StoreError;

/** Hears who leads. Called by one thread at a time, which it must not block. */
public interface LeaderObserver {
    /**
     * The first call says who leads now, the later ones what changes: another leader, nobody, or what the leader says.
     *
     * @param revision the revision of that state
     */
    void leads(Optional<KeyValue> leader, long revision);

    /** There will be nothing more. */
    void refused(StoreError error);
}
