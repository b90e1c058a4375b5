package meridian.time;

import java.util.concurrent.locks.StampedLock;
import java.util.function.LongFunction;
import meridian.base.Clock;
import meridian.base.Ticker;

/**
 * The clock that a node keeps, with what is known of the time behind it. Whoever reads it sees one course of it, and not
 * the moment in which it changes: so nobody is shown an earlier time than somebody else before.
 */
final class OwnClock {
    private final Clock machine;
    private final Ticker ticker;
    private final StampedLock courses = new StampedLock();
    private volatile Knowledge knowledge;

    OwnClock(Clock machine, Ticker ticker, Knowledge knowledge) {
        this.machine = machine;
        this.ticker = ticker;
        this.knowledge = knowledge;
    }

    Knowledge knowledge() {
        return knowledge;
    }

    /** What it shows: the machine's time until somebody has told a better one, and from then on never less. */
    long unixNanos() {
        long stamp = courses.tryOptimisticRead();
        Course course = knowledge.course();
        if (course == null) {
            return machine.unixNanos();
        }
        long time = course.at(ticker.nanos());
        return courses.validate(stamp) ? time : lookPatiently().time();
    }

    Look look() {
        long stamp = courses.tryOptimisticRead();
        Look look = new Look(knowledge, ticker.nanos(), machine.unixNanos());
        return courses.validate(stamp) ? look : lookPatiently();
    }

    private Look lookPatiently() {
        long stamp = courses.readLock();
        try {
            return new Look(knowledge, ticker.nanos(), machine.unixNanos());
        } finally {
            courses.unlockRead(stamp);
        }
    }

    /**
     * What is known from now on. Whoever looked before did so while the old course held.
     *
     * @param next what follows, with the old course, or one that goes on where that is at this moment of the monotonic
     *     clock
     */
    void know(LongFunction<Knowledge> next) {
        long stamp = courses.writeLock();
        try {
            knowledge = next.apply(ticker.nanos());
        } finally {
            courses.unlockWrite(stamp);
        }
    }

    /** Knowledge and both clocks of the machine, read together. */
    record Look(Knowledge known, long tick, long wall) {
        /** By how much the distance of the two clocks has grown since we began to gather what is known. */
        long slept() {
            return wall - tick - known.reading().distance();
        }

        long time() {
            Course course = known.course();
            return course == null ? wall : course.at(tick);
        }
    }
}
