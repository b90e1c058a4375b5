package meridian.client;

/** What the client shows to be let in. */
sealed interface Credentials {
    /** Nothing, or a certificate, of which the connection takes care. */
    record None() implements Credentials {}

    record Token(String token) implements Credentials {
        @Override
        public String toString() {
            return "Token[…]";
        }
    }

    record Password(String user, String password) implements Credentials {
        @Override
        public String toString() {
            return "Password[user=" + user + ", …]";
        }
    }
}
