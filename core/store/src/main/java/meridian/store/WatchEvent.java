package meridian.store;

import java.util.Optional;

/**
 * One change of one key.
 *
 * @param keyValue the key after the change; for a deletion only key and modification revision mean something
 */
public record WatchEvent(Kind kind, KeyValue keyValue, Optional<KeyValue> previous) {
    /** What happened to the key. */
    public enum Kind {
        PUT,
        DELETE
    }

    public long revision() {
        return keyValue.modRevision();
    }
}
