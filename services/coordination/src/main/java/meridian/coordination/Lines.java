package meridian.coordination;

import meridian.store.Store;

/** The lines that somebody of this node stands in or looks at. */
final class Lines {
    private final Counted<Keys, Line> open;

    Lines(Store store, CoordinationConfig config, Threads threads) {
        this.open = new Counted<>(keys -> new Line(keys, store, config, threads), Line::close);
    }

    /** Whoever enters leaves again, once. */
    Line enter(Keys keys) {
        return open.enter(keys);
    }

    void leave(Keys keys) {
        open.leave(keys);
    }
}
