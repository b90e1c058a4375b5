package meridian.store;

import meridian.base.Bytes;

/**
 * A hash of what can be read between two revisions. It is the sum of a hash of each version, so it depends neither on
 * the order in which they are found nor on whether a version lies in {@link Family#LATEST} or {@link Family#HISTORY},
 * nor on what a compaction has already removed from the files.
 */
final class VersionHash {
    private static final long PRIME_A = 0x9E3779B185EBCA87L;
    private static final long PRIME_B = 0xC2B2AE3D27D4EB4FL;
    private static final long NOT_ENDED = 0;

    private VersionHash() {}

    static long of(Stored stored, long compacted, long revision) {
        return ofLatest(stored, revision) + ofHistory(stored, compacted, revision);
    }

    private static long ofLatest(Stored stored, long revision) {
        long sum = 0;
        try (Scan scan = stored.sweep(Family.LATEST)) {
            for (; scan.isValid(); scan.next()) {
                byte[] row = scan.value();
                if (Rows.latestRevision(row) <= revision) {
                    sum += of(Rows.latest(Bytes.wrap(scan.key()), row, true), NOT_ENDED);
                }
            }
        }
        return sum;
    }

    private static long ofHistory(Stored stored, long compacted, long revision) {
        long sum = 0;
        try (Scan scan = stored.sweep(Family.HISTORY)) {
            for (; scan.isValid(); scan.next()) {
                byte[] key = scan.key();
                long written = Rows.historyRevision(key);
                if (written > revision) {
                    continue;
                }
                Rows.Version version = Rows.history(Rows.historyUserKey(key), written, scan.value(), true);
                if (version.superseded() > compacted) {
                    sum += of(version.keyValue(), version.superseded() <= revision ? version.superseded() : NOT_ENDED);
                }
            }
        }
        return sum;
    }

    private static long of(KeyValue keyValue, long superseded) {
        long hash = mix(PRIME_A, keyValue.modRevision());
        hash = mix(hash, keyValue.createRevision());
        hash = mix(hash, keyValue.version());
        hash = mix(hash, keyValue.lease());
        hash = mix(hash, superseded);
        hash = mix(hash, keyValue.key().array());
        return finish(mix(hash, keyValue.value().array()));
    }

    private static long mix(long hash, byte[] bytes) {
        long result = mix(hash, bytes.length);
        long word = 0;
        for (int i = 0; i < bytes.length; i++) {
            word = word << 8 | (bytes[i] & 0xff);
            if ((i & 7) == 7) {
                result = mix(result, word);
                word = 0;
            }
        }
        return mix(result, word);
    }

    /** One round of xxHash's 64-bit merge. */
    private static long mix(long hash, long word) {
        long round = Long.rotateLeft(word * PRIME_B, 31) * PRIME_A;
        return (hash ^ round) * PRIME_A + PRIME_B;
    }

    private static long finish(long hash) {
        long result = (hash ^ hash >>> 33) * PRIME_B;
        result = (result ^ result >>> 29) * PRIME_A;
        return result ^ result >>> 32;
    }
}
