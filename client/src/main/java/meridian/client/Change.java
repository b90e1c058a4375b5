package meridian.client;

/** Something that happened to a key. */
public sealed interface Change {
    /** The key. */
    Bytes key();

    /** The revision that did it. */
    long revision();

    /** It got a value. */
    record Put(KeyValue entry) implements Change {
        @Override
        public Bytes key() {
            return entry.key();
        }

        @Override
        public long revision() {
            return entry.modRevision();
        }
    }

    /** It was removed, or ended with its lease. */
    record Delete(Bytes key, long revision) implements Change {}
}
