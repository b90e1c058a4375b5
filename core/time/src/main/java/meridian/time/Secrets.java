package meridian.time;

/**
 * By what servers and clients prove who they are.
 *
 * @param keys that they share with us
 * @param authorities whose word is taken for who a server with NTS is
 */
public record Secrets(SharedKeys keys, Authorities authorities) {
    /** No keys, and the authorities that Java comes with. */
    public static Secrets none() {
        return new Secrets(SharedKeys.none(), Authorities.known());
    }
}
