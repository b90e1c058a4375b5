package meridian.store;

import java.util.ArrayList;
import java.util.List;

/**
 * How the state lies on disk and how much memory outside the Java heap that may take. Nothing here changes what a
 * command does, so nodes may differ in it.
 *
 * @param writeBufferBytes changes that may wait in memory before they are written out, and about as much again while
 *     that happens
 * @param blockCacheBytes blocks of files kept in memory
 * @param recentRowsBytes rows of the keys used last, kept in memory so that overwriting a key need not read it from a
 *     file
 * @param backgroundJobs threads that write out and merge files
 */
public record StorageConfig(long writeBufferBytes, long blockCacheBytes, long recentRowsBytes, int backgroundJobs) {
    private static final long MEGABYTE = 1L << 20;
    private static final long RECENT_ROWS_BYTES_MIN = 64 << 10;

    /** For three nodes that share a small machine. */
    public static final StorageConfig DEFAULT = new StorageConfig(64 * MEGABYTE, 128 * MEGABYTE, 80 * MEGABYTE, 2);

    public StorageConfig {
        List<String> problems = new ArrayList<>();
        atLeast(problems, "store.write-buffer-bytes", writeBufferBytes, MEGABYTE);
        atLeast(problems, "store.block-cache-bytes", blockCacheBytes, MEGABYTE);
        atLeast(problems, "store.recent-rows-bytes", recentRowsBytes, RECENT_ROWS_BYTES_MIN);
        atLeast(problems, "store.background-jobs", backgroundJobs, 1);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private static void atLeast(List<String> problems, String name, long value, long least) {
        if (value < least) {
            problems.add(name + " is " + value + ": it must be at least " + least);
        }
    }
}
