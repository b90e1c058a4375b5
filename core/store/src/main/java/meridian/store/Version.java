package meridian.store;

/**
 * One version of a key. Its value is left out unless the entry that is being applied wrote it: values lie in {@link
 * Family#CHANGES}, where revision and sequence say.
 *
 * @param sequence the place of the change among those of its revision
 * @param valueLength the length of the value, whether it is here or not
 */
record Version(KeyValue keyValue, int sequence, int valueLength) {
    static Version whole(KeyValue keyValue, int sequence) {
        return new Version(keyValue, sequence, keyValue.value().length());
    }

    boolean isWhole() {
        return keyValue.value().length() == valueLength;
    }

    long revision() {
        return keyValue.modRevision();
    }

    /** What the key and its value take. */
    long bytes() {
        return keyValue.key().length() + (long) valueLength;
    }

    /** A version that was overwritten or deleted, and the revision at which it was. */
    record Ended(Version version, long superseded) {
        boolean isSeenAt(long revision) {
            return version.revision() <= revision && revision < superseded;
        }
    }
}
