package meridian.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.base.Outcome;

/**
 * Users, roles, and who may do what. As long as access control is off, everybody may change them and nobody is asked
 * who they are; when it is on, only users with the role {@code root} may.
 */
public interface Accounts {
    /** Answered with the access revision. Passwords are set by the methods below. */
    CompletableFuture<Outcome<Reply<Long>>> change(AccessChange change);

    /** From now on it matters who asks. There must be a user {@code root} with the role {@code root}. */
    CompletableFuture<Outcome<Reply<Long>>> enable();

    /** @param password empty for a user who cannot log in with one */
    CompletableFuture<Outcome<Reply<Long>>> addUser(String name, String password);

    /** All tokens the user has end with it. */
    CompletableFuture<Outcome<Reply<Long>>> changePassword(String name, String password);

    CompletableFuture<Reply<Status>> status();

    /** May the caller do this with all keys of the range? Refused if not. Prefer to let the store find that out itself. */
    CompletableFuture<Reply<Boolean>> mayUse(Permission.Kind kind, KeyRange range);

    CompletableFuture<Reply<List<String>>> users();

    CompletableFuture<Reply<List<String>>> rolesOf(String user);

    CompletableFuture<Reply<List<String>>> roles();

    CompletableFuture<Reply<List<Permission>>> permissionsOf(String role);

    /**
     * Makes a token for a program of the user's, who may do so without being root. It is good on every node wherever one
     * of a login is, until its time is over, it is revoked by a {@link AccessChange.RevokeToken}, or the user is deleted.
     *
     * @param timeToLive zero for one that does not end by itself
     */
    CompletableFuture<Outcome<Reply<ApiToken.Issued>>> createToken(String user, String title, Duration timeToLive);

    /** @param user whose; empty for all */
    CompletableFuture<Reply<List<ApiToken>>> tokens(String user);

    /**
     * Answered with a token that every node accepts. Slow, and slower after failures.
     *
     * @param from the address the user comes from
     */
    CompletableFuture<Reply<String>> login(String name, String password, String from);

    /**
     * Who holds the token: nobody in particular while access control is off. Completed at once, except for a token that
     * this node cannot read yet.
     */
    CompletableFuture<Reply<Caller>> identify(String token);

    /** @param revision grows with every change */
    record Status(boolean enabled, long revision) {}
}
