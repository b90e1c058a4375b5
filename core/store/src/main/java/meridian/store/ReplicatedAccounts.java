package meridian.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import meridian.base.ByteWriter;
import meridian.base.Bytes;
import meridian.base.Outcome;
import meridian.base.Randomness;

/** Users and roles, as one caller may see and change them. */
final class ReplicatedAccounts implements Accounts {
    private static final int KEY_BYTES = 32;

    private final ReplicatedStore store;
    private final Reader reader;
    private final Logins logins;
    private final Randomness randomness;
    private final Caller caller;

    ReplicatedAccounts(ReplicatedStore store, Reader reader, Logins logins, Randomness randomness, Caller caller) {
        this.store = store;
        this.reader = reader;
        this.logins = logins;
        this.randomness = randomness;
        this.caller = caller;
    }

    @Override
    public CompletableFuture<Outcome<Reply<Long>>> change(AccessChange change) {
        return store.submit(caller, new StoreCommand.ChangeAccess(change), AnswerCodec.NUMBER);
    }

    @Override
    public CompletableFuture<Outcome<Reply<Long>>> enable() {
        ByteWriter key = new ByteWriter(KEY_BYTES);
        while (key.length() < KEY_BYTES) {
            key.u64(randomness.nextLong());
        }
        return change(new AccessChange.Enable(Bytes.wrap(key.toArray())));
    }

    @Override
    public CompletableFuture<Outcome<Reply<Long>>> addUser(String name, String password) {
        return hashed(password, hash -> new AccessChange.AddUser(name, hash));
    }

    @Override
    public CompletableFuture<Outcome<Reply<Long>>> changePassword(String name, String password) {
        return hashed(password, hash -> new AccessChange.ChangePassword(name, hash));
    }

    @Override
    public CompletableFuture<Outcome<Reply<ApiToken.Issued>>> createToken(
            String user, String title, Duration timeToLive) {
        ApiToken.Issued issued = logins.apiTokens().make(user, title, timeToLive);
        return change(new AccessChange.CreateToken(issued.token(), ApiTokens.hash(issued.secret())))
                .thenApply(outcome -> outcome.map(reply -> switch (reply) {
                    case Reply.Done<Long> done -> new Reply.Done<>(issued, done.header());
                    case Reply.Refused<Long>(StoreError error) -> new Reply.Refused<>(error);
                }));
    }

    @Override
    public CompletableFuture<Reply<List<ApiToken>>> tokens(String user) {
        return ask(
                gate -> user.isEmpty() ? gate.admin() : gate.lookAtUser(user),
                access -> access.tokens().values().stream()
                        .map(Access.Token::content)
                        .filter(token -> user.isEmpty() || token.user().equals(user))
                        .toList());
    }

    /** Asks first whether the caller may, because hashing is dear; what counts is what the command's turn brings. */
    private CompletableFuture<Outcome<Reply<Long>>> hashed(String password, Function<String, AccessChange> change) {
        return store.ifAllowed(
                caller,
                Gate::admin,
                () -> logins.passwords().hash(password).thenCompose(hash -> change(change.apply(hash))),
                error -> Outcome.applied(new Reply.Refused<>(error)));
    }

    @Override
    public CompletableFuture<Reply<Status>> status() {
        return ask(Gate::admin, access -> new Status(access.enabled(), access.revision()));
    }

    @Override
    public CompletableFuture<Reply<Boolean>> mayUse(Permission.Kind kind, KeyRange range) {
        // A node that has not heard yet that it matters who asks goes on for a moment: what is off should cost nothing.
        return store.asksWho()
                ? ask(gate -> gate.use(kind, range), _ -> true)
                : CompletableFuture.completedFuture(reader.done(true));
    }

    @Override
    public CompletableFuture<Reply<List<String>>> users() {
        return ask(Gate::admin, access -> List.copyOf(access.users().keySet()));
    }

    @Override
    public CompletableFuture<Reply<List<String>>> rolesOf(String user) {
        return find(
                gate -> gate.lookAtUser(user),
                access -> access.user(user).map(Access.User::roles),
                AccessProblem.USER_NOT_FOUND);
    }

    @Override
    public CompletableFuture<Reply<List<String>>> roles() {
        return ask(Gate::admin, access -> List.copyOf(access.roles().keySet()));
    }

    @Override
    public CompletableFuture<Reply<List<Permission>>> permissionsOf(String role) {
        return find(
                gate -> gate.lookAtRole(role),
                access -> access.role(role).map(ReplicatedAccounts::permissions),
                AccessProblem.ROLE_NOT_FOUND);
    }

    private static List<Permission> permissions(Access.Role role) {
        return role.name().equals(Access.ROOT) ? List.of(Permission.EVERYTHING) : role.permissions();
    }

    private <T> CompletableFuture<Reply<T>> ask(
            Function<Gate, Optional<StoreError>> need, Function<Access, T> question) {
        return find(need, question.andThen(Optional::of), AccessProblem.PERMISSION_DENIED);
    }

    private <T> CompletableFuture<Reply<T>> find(
            Function<Gate, Optional<StoreError>> need, Function<Access, Optional<T>> question, AccessProblem ifAbsent) {
        return reader.linearizable(
                true,
                view -> need.apply(view.gate(caller))
                        .<Reply<T>>map(Reply.Refused::new)
                        .orElseGet(() -> question.apply(view.access())
                                .<Reply<T>>map(answer -> new Reply.Done<>(answer, Reader.header(view)))
                                .orElseGet(() -> new Reply.Refused<>(new StoreError.AccessRefused(ifAbsent)))));
    }

    @Override
    public CompletableFuture<Reply<String>> login(String name, String password, String from) {
        return logins.login(name, password, from);
    }

    @Override
    public CompletableFuture<Reply<Caller>> identify(String token) {
        return logins.identify(token);
    }
}
