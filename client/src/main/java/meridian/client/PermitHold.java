package meridian.client;

/** Permits of a {@link SharedSemaphore}, which are given back all together. */
public final class PermitHold extends Hold {
    private final int permits;

    PermitHold(Holding holding, int permits) {
        super(holding);
        this.permits = permits;
    }

    /** How many. */
    public int permits() {
        return permits;
    }
}
