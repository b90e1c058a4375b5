package meridian.store;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import meridian.base.Bytes;

/** Who may do what, as the commands of one entry leave it. What is refused and what is ignored is as in etcd. */
final class AccessDraft {
    /** So many may a user have: they are kept in memory. The same on all nodes, so it is no setting. */
    static final int TOKENS_PER_USER_MAX = 100;

    static final int TOKEN_TITLE_MAX = 128;

    private final Access before;
    private Access now;

    AccessDraft(Access before) {
        this.before = before;
        this.now = before;
    }

    Access now() {
        return now;
    }

    /** Puts what changed into the entry's batch. */
    void finish(BatchBuilder batch) {
        if (now != before) {
            AccessRows.write(before, now, batch);
        }
    }

    /** The reason why the change cannot be made; empty when it was made. */
    Optional<AccessProblem> change(AccessChange change) {
        return switch (change) {
            case AccessChange.Enable(Bytes tokenKey) -> enable(tokenKey);
            case AccessChange.Disable() -> disable();
            case AccessChange.AddUser(String name, String hash) -> addUser(name, hash);
            case AccessChange.DeleteUser(String name) -> deleteUser(name);
            case AccessChange.ChangePassword(String name, String hash) -> changePassword(name, hash);
            case AccessChange.GrantRole(String user, String role) -> grantRole(user, role);
            case AccessChange.RevokeRole(String user, String role) -> revokeRole(user, role);
            case AccessChange.AddRole(String name) -> addRole(name);
            case AccessChange.DeleteRole(String name) -> deleteRole(name);
            case AccessChange.GrantPermission(String role, Permission permission) -> grant(role, permission);
            case AccessChange.RevokePermission(String role, Bytes key, Bytes end) -> revoke(role, key, end);
            case AccessChange.CreateToken(ApiToken token, Bytes hash) -> createToken(new Access.Token(token, hash));
            case AccessChange.RevokeToken(String id) -> revokeToken(id);
        };
    }

    private Optional<AccessProblem> enable(Bytes tokenKey) {
        if (now.enabled()) {
            return Optional.empty();
        }
        Optional<Access.User> root = now.user(Access.ROOT);
        if (root.isEmpty()) {
            return Optional.of(AccessProblem.ROOT_USER_MISSING);
        }
        return root.get().isRoot() ? done(now.switched(true, tokenKey)) : Optional.of(AccessProblem.ROOT_ROLE_MISSING);
    }

    private Optional<AccessProblem> disable() {
        return now.enabled() ? done(now.switched(false, Bytes.EMPTY)) : Optional.empty();
    }

    private Optional<AccessProblem> addUser(String name, String hash) {
        if (name.isEmpty()) {
            return Optional.of(AccessProblem.USER_NAME_EMPTY);
        }
        if (now.user(name).isPresent()) {
            return Optional.of(AccessProblem.USER_EXISTS);
        }
        Access.User added = new Access.User(name, hash, List.of(), now.revision() + 1);
        return done(now.withUsers(users -> users.put(name, added)));
    }

    private Optional<AccessProblem> deleteUser(String name) {
        if (now.enabled() && name.equals(Access.ROOT)) {
            return Optional.of(AccessProblem.INVALID_MANAGEMENT);
        }
        return now.user(name).isEmpty() ? Optional.of(AccessProblem.USER_NOT_FOUND) : done(now.withoutUser(name));
    }

    private Optional<AccessProblem> changePassword(String name, String hash) {
        Optional<Access.User> user = now.user(name);
        return user.isEmpty()
                ? Optional.of(AccessProblem.USER_NOT_FOUND)
                : replace(user.get().withHash(hash, now.revision() + 1));
    }

    private Optional<AccessProblem> grantRole(String name, String role) {
        Optional<Access.User> user = now.user(name);
        if (user.isEmpty()) {
            return Optional.of(AccessProblem.USER_NOT_FOUND);
        }
        if (!role.equals(Access.ROOT) && now.role(role).isEmpty()) {
            return Optional.of(AccessProblem.ROLE_NOT_FOUND);
        }
        return user.get().roles().contains(role)
                ? Optional.empty()
                : replace(user.get().with(role));
    }

    private Optional<AccessProblem> revokeRole(String name, String role) {
        if (now.enabled() && name.equals(Access.ROOT) && role.equals(Access.ROOT)) {
            return Optional.of(AccessProblem.INVALID_MANAGEMENT);
        }
        Optional<Access.User> user = now.user(name);
        if (user.isEmpty()) {
            return Optional.of(AccessProblem.USER_NOT_FOUND);
        }
        return user.get().roles().contains(role)
                ? replace(user.get().without(role))
                : Optional.of(AccessProblem.ROLE_NOT_GRANTED);
    }

    private Optional<AccessProblem> addRole(String name) {
        if (name.isEmpty()) {
            return Optional.of(AccessProblem.ROLE_NAME_EMPTY);
        }
        return now.role(name).isPresent()
                ? Optional.of(AccessProblem.ROLE_EXISTS)
                : replace(new Access.Role(name, List.of()));
    }

    private Optional<AccessProblem> deleteRole(String name) {
        if (now.enabled() && name.equals(Access.ROOT)) {
            return Optional.of(AccessProblem.INVALID_MANAGEMENT);
        }
        return now.role(name).isEmpty() ? Optional.of(AccessProblem.ROLE_NOT_FOUND) : done(now.withoutRole(name));
    }

    private Optional<AccessProblem> grant(String name, Permission permission) {
        Optional<Access.Role> role = now.role(name);
        if (role.isEmpty()) {
            return Optional.of(AccessProblem.ROLE_NOT_FOUND);
        }
        return permission.isValid()
                ? replace(role.get().with(permission))
                : Optional.of(AccessProblem.PERMISSION_NOT_GIVEN);
    }

    private Optional<AccessProblem> revoke(String name, Bytes key, Bytes end) {
        Optional<Access.Role> role = now.role(name);
        if (role.isEmpty()) {
            return Optional.of(AccessProblem.ROLE_NOT_FOUND);
        }
        return role.get().permissions().stream().anyMatch(permission -> permission.concerns(key, end))
                ? replace(role.get().without(key, end))
                : Optional.of(AccessProblem.PERMISSION_NOT_GRANTED);
    }

    /** Tokens of the user that have ended by the moment that the new one was made are forgotten. */
    private Optional<AccessProblem> createToken(Access.Token token) {
        ApiToken content = token.content();
        if (now.user(content.user()).isEmpty()) {
            return Optional.of(AccessProblem.USER_NOT_FOUND);
        }
        if (content.title().length() > TOKEN_TITLE_MAX) {
            return Optional.of(AccessProblem.TOKEN_TITLE_TOO_LONG);
        }
        List<String> ended = tokensOf(content.user())
                .filter(each -> each.hasEnded(content.createdMillis()))
                .map(ApiToken::id)
                .toList();
        if (tokensOf(content.user()).count() - ended.size() >= TOKENS_PER_USER_MAX) {
            return Optional.of(AccessProblem.TOO_MANY_TOKENS);
        }
        return done(now.withTokens(tokens -> {
            ended.forEach(tokens::remove);
            tokens.put(content.id(), token);
        }));
    }

    private Stream<ApiToken> tokensOf(String user) {
        return now.tokens().values().stream()
                .map(Access.Token::content)
                .filter(token -> token.user().equals(user));
    }

    private Optional<AccessProblem> revokeToken(String id) {
        return now.token(id).isEmpty()
                ? Optional.of(AccessProblem.TOKEN_NOT_FOUND)
                : done(now.withTokens(tokens -> tokens.remove(id)));
    }

    private Optional<AccessProblem> replace(Access.User user) {
        return done(now.withUsers(users -> users.put(user.name(), user)));
    }

    private Optional<AccessProblem> replace(Access.Role role) {
        return done(now.withRoles(roles -> roles.put(role.name(), role)));
    }

    private Optional<AccessProblem> done(Access next) {
        now = next;
        return Optional.empty();
    }
}
