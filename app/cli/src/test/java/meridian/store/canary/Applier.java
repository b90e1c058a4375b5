package meridian.store.canary;

import meridian.base.Ticker;

/** A canary that applies by the clock. */
public final class Applier {
    private Applier() {}

    static long apply(Ticker ticker) {
        return ticker.nanos();
    }
}
