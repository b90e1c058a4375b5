package meridian.time;

/**
 * How our own clock runs from one moment on: at a rate, and while it is off, a little faster or slower until it is not.
 * It never runs backwards. A clock that is known to be wrong hurries; one that is merely not in the middle does not.
 *
 * @param tick the moment
 * @param time what it showed then
 * @param rate how much faster it runs than the monotonic clock, as a part of that
 * @param gap how far it was off then: positive when it was behind
 * @param pace how much of the elapsed time goes into closing the gap
 */
record Course(long tick, long time, double rate, long gap, double pace) {
    private static final double PACE_GENTLE = 500e-6;
    private static final double PACE_HURRIED = 0.5;

    /** Farther behind than this, it steps: forward is a direction in which clocks may. */
    private static final long STEP_FROM = 1_000_000_000L;

    /** A clock that shows this, and is not off. */
    static Course from(long tick, long time) {
        return new Course(tick, time, 0, 0, PACE_GENTLE);
    }

    long at(long later) {
        long elapsed = Math.max(0, later - tick);
        double closed = Math.min((double) Math.abs(gap), (double) elapsed * pace);
        return time + elapsed + (long) Math.floor(elapsed * rate + Long.signum(gap) * closed);
    }

    /**
     * The course from the span's moment on.
     *
     * @param target where the clock should be
     */
    Course steered(Span truth, long target, double rate) {
        long shown = at(truth.tick());
        long off = target - shown;
        if (off > STEP_FROM) {
            return new Course(truth.tick(), target, rate, 0, PACE_GENTLE);
        }
        return new Course(truth.tick(), shown, rate, off, truth.contains(shown) ? PACE_GENTLE : PACE_HURRIED);
    }
}
