package meridian.store;

/**
 * A token that a program uses for long, without what only its owner has: the secret.
 *
 * @param id what it is called when it is listed and revoked; no secret
 * @param title what its maker calls it
 * @param endsMillis Unix time, or {@link #NEVER}
 */
public record ApiToken(String id, String user, String title, long createdMillis, long endsMillis) {
    public static final long NEVER = 0;

    boolean hasEnded(long unixMillis) {
        return endsMillis != NEVER && endsMillis <= unixMillis;
    }

    /**
     * One that was just made.
     *
     * @param secret what its owner sends; nobody can find it out later
     */
    public record Issued(ApiToken token, String secret) {
        /** The secret stays out of texts. */
        @Override
        public String toString() {
            return token.toString();
        }
    }
}
