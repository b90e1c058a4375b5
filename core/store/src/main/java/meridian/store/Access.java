package meridian.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import meridian.base.Bytes;

/** Who may do what, at one moment: a part of the replicated state that is small enough to be kept in memory. */
final class Access {
    static final String ROOT = "root";

    /** Before anybody said anything. As in etcd, the first revision is 1. */
    static final Access EMPTY = new Access(false, 1, Bytes.EMPTY, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    private final boolean enabled;
    private final long revision;
    private final Bytes tokenKey;
    private final NavigableMap<String, User> users;
    private final NavigableMap<String, Role> roles;
    private final NavigableMap<String, Token> tokens;

    /** Found out when somebody needs it, which more than one thread may do. */
    private final Map<String, Rights> rights = new ConcurrentHashMap<>();

    Access(
            boolean enabled,
            long revision,
            Bytes tokenKey,
            NavigableMap<String, User> users,
            NavigableMap<String, Role> roles,
            NavigableMap<String, Token> tokens) {
        this.enabled = enabled;
        this.revision = revision;
        this.tokenKey = tokenKey;
        this.users = users;
        this.roles = roles;
        this.tokens = tokens;
    }

    /**
     * @param hash of the password; empty for a user who cannot log in with one
     * @param roles in order
     * @param since the revision at which the password was set
     */
    record User(String name, String hash, List<String> roles, long since) {
        User {
            roles = List.copyOf(roles);
        }

        boolean isRoot() {
            return roles.contains(ROOT);
        }

        /** As the revision says, the password is a new one; whoever proved to know the old one has to log in again. */
        User withHash(String newHash, long revision) {
            return new User(name, newHash, roles, revision);
        }

        User with(String role) {
            List<String> more = new ArrayList<>(roles);
            more.add(role);
            Collections.sort(more);
            return new User(name, hash, more, since);
        }

        User without(String role) {
            return new User(
                    name,
                    hash,
                    roles.stream().filter(each -> !each.equals(role)).toList(),
                    since);
        }
    }

    /** @param permissions by key */
    record Role(String name, List<Permission> permissions) {
        Role {
            permissions = List.copyOf(permissions);
        }

        /** In place of what was granted for the same keys before. */
        Role with(Permission permission) {
            List<Permission> more = new ArrayList<>(without(permission.key(), permission.end()).permissions);
            more.add(permission);
            more.sort((first, second) -> first.key().compareTo(second.key()));
            return new Role(name, more);
        }

        Role without(Bytes key, Bytes end) {
            return new Role(
                    name,
                    permissions.stream()
                            .filter(permission -> !permission.concerns(key, end))
                            .toList());
        }
    }

    /** @param hash of the secret */
    record Token(ApiToken content, Bytes hash) {}

    boolean enabled() {
        return enabled;
    }

    long revision() {
        return revision;
    }

    /** Signs tokens; empty while access control is off. */
    Bytes tokenKey() {
        return tokenKey;
    }

    NavigableMap<String, User> users() {
        return Collections.unmodifiableNavigableMap(users);
    }

    NavigableMap<String, Role> roles() {
        return Collections.unmodifiableNavigableMap(roles);
    }

    /** By id. */
    NavigableMap<String, Token> tokens() {
        return Collections.unmodifiableNavigableMap(tokens);
    }

    Optional<Token> token(String id) {
        return Optional.ofNullable(tokens.get(id));
    }

    Optional<User> user(String name) {
        return Optional.ofNullable(users.get(name));
    }

    Optional<Role> role(String name) {
        return Optional.ofNullable(roles.get(name));
    }

    Rights rights(User user) {
        return rights.computeIfAbsent(user.name(), _ -> findRights(user));
    }

    private Rights findRights(User user) {
        List<Permission> all = new ArrayList<>();
        for (String name : user.roles()) {
            role(name).ifPresent(role -> all.addAll(role.permissions()));
        }
        return Rights.of(all);
    }

    /** The same one revision later, on or off. */
    Access switched(boolean on, Bytes newTokenKey) {
        return new Access(on, revision + 1, newTokenKey, users, roles, tokens);
    }

    /** The same one revision later with other users. */
    Access withUsers(Consumer<NavigableMap<String, User>> change) {
        NavigableMap<String, User> changed = new TreeMap<>(users);
        change.accept(changed);
        return new Access(enabled, revision + 1, tokenKey, changed, roles, tokens);
    }

    /** The same one revision later without a user, and without the user's tokens. */
    Access withoutUser(String name) {
        NavigableMap<String, User> fewer = new TreeMap<>(users);
        fewer.remove(name);
        NavigableMap<String, Token> left = new TreeMap<>(tokens);
        left.values().removeIf(token -> token.content().user().equals(name));
        return new Access(enabled, revision + 1, tokenKey, fewer, roles, left);
    }

    /** The same one revision later with other tokens. */
    Access withTokens(Consumer<NavigableMap<String, Token>> change) {
        NavigableMap<String, Token> changed = new TreeMap<>(tokens);
        change.accept(changed);
        return new Access(enabled, revision + 1, tokenKey, users, roles, changed);
    }

    /** The same one revision later with other roles. */
    Access withRoles(Consumer<NavigableMap<String, Role>> change) {
        NavigableMap<String, Role> changed = new TreeMap<>(roles);
        change.accept(changed);
        return new Access(enabled, revision + 1, tokenKey, users, changed, tokens);
    }

    /** The same one revision later without a role, also among the users' roles. */
    Access withoutRole(String name) {
        NavigableMap<String, User> fewer = new TreeMap<>(users);
        fewer.replaceAll((_, user) -> user.without(name));
        NavigableMap<String, Role> left = new TreeMap<>(roles);
        left.remove(name);
        return new Access(enabled, revision + 1, tokenKey, fewer, left, tokens);
    }
}
