package meridian.client;

/**
 * A lock with two sides: any number may hold the read side at the same time, or one the write side. First come, first
 * served: who wants to read waits for a writer that came before, also while others read.
 *
 * <p>Both sides are {@link FencedLock}s. The thread that holds one may take it again, but not the other one. Each holding
 * has a session of its own, so it ends without those of other threads. The write side stands in the same line as a lock
 * of the same name.
 */
public final class FencedReadWriteLock {
    private final FencedLock readers;
    private final FencedLock writer;

    FencedReadWriteLock(FencedLock readers, FencedLock writer) {
        this.readers = readers;
        this.writer = writer;
    }

    /** What all who want it call it. */
    public Bytes name() {
        return writer.name();
    }

    /** The side that many may hold. */
    public FencedLock readLock() {
        return readers;
    }

    /** The side that one may hold, while nobody holds the other. */
    public FencedLock writeLock() {
        return writer;
    }
}
