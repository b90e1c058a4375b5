package meridian.time.ptp;

/** Whoever wants to know what time it is by the clock that a port follows. */
public interface Findings {
    /** Another clock is followed from now on, and what the last one said counts no more. */
    void follows(Announce master);

    void measured(Passage passage);

    /** There was nothing to measure, for a reason in a few words. */
    void missed(String reason);
}
