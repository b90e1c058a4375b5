package meridian.store;

/**
 * A hash of what can be read between two revisions. It is the sum of a hash of each change that still matters: of every
 * put whose version was not ended before the compacted revision, and of every deletion from there on. As a sum it can
 * leave out again what a compaction made unreadable but has not removed from the files yet.
 */
final class VersionHash {
    private static final long PRIME_A = 0x9E3779B185EBCA87L;
    private static final long PRIME_B = 0xC2B2AE3D27D4EB4FL;

    private final Stored stored;
    private final long compacted;
    private final long sweptBefore;
    private long sum;

    private VersionHash(Stored stored, long compacted) {
        this.stored = stored;
        this.compacted = compacted;
        this.sweptBefore = Sweeper.progress(stored);
    }

    static long of(Stored stored, long compacted, long revision) {
        VersionHash hash = new VersionHash(stored, compacted);
        try (Scan scan = stored.sweep(Family.CHANGES)) {
            for (; scan.isValid(); scan.next()) {
                Rows.Change change = Rows.change(scan.key(), scan.value());
                if (change.keyValue().modRevision() > revision) {
                    break;
                }
                hash.add(change);
            }
        }
        return hash.sum;
    }

    private void add(Rows.Change change) {
        long changedAt = change.keyValue().modRevision();
        if (change.kind() == WatchEvent.Kind.PUT || changedAt >= compacted) {
            sum += of(change);
        }
        if (changedAt < compacted && changedAt >= sweptBefore && change.hasPrevious()) {
            sum -= stored.findChange(change.previousRevision(), change.previousSequence())
                    .map(VersionHash::of)
                    .orElse(0L);
        }
    }

    private static long of(Rows.Change change) {
        KeyValue keyValue = change.keyValue();
        long hash = mix(PRIME_A, keyValue.modRevision());
        hash = mix(hash, keyValue.createRevision());
        hash = mix(hash, keyValue.version());
        hash = mix(hash, keyValue.lease());
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
