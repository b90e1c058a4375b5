package meridian.time.ptp;

/**
 * When a message left or came, on our monotonic clock. It never says that something came before it did, or left after it
 * did, by more than the error.
 *
 * @param ofKernel did the kernel say so?
 */
public record Stamp(long tick, long error, boolean ofKernel) {}
