package meridian.bench;

import picocli.CommandLine.Option;

/** Which keys a benchmark of keys uses. */
final class KeyOptions {
    private static final long QUICK_KEYS_MAX = 10_000;

    @Option(
            names = "--keys",
            defaultValue = "1000000",
            description = "how many keys there are (default: ${DEFAULT-VALUE})")
    private long keys;

    @Option(
            names = "--value-bytes",
            defaultValue = "256",
            description = "size of each value (default: ${DEFAULT-VALUE})")
    private int valueBytes;

    /** A quick try has no time to fill a store. */
    KeySpace space(boolean quick) {
        return new KeySpace(quick ? Math.min(keys, QUICK_KEYS_MAX) : keys, valueBytes);
    }
}
