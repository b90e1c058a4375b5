package meridian.store;

/**
 * What somebody did or tried to do. It holds no value, password or token.
 *
 * @param user the name given at the login, or whose token it was; empty for nobody
 * @param from the address the request came from
 * @param action what was asked, such as {@code KV/Put}
 * @param target which keys, user or role it was about
 * @param reason why it was not done; empty for what was
 */
public record AuditEntry(String user, String from, String action, String target, Outcome outcome, String reason) {
    /** What became of it. */
    public enum Outcome {
        ALLOWED,
        /** It was not for this user, or the user could not prove to be who they said. */
        REFUSED,
        /** It was allowed and did not happen, or nobody knows. */
        FAILED
    }
}
