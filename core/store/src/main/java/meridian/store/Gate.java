package meridian.store;

import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import meridian.base.Bytes;

/**
 * Whether a caller may do something: the one place where that is decided. A gate belongs to one state, and whoever asks
 * it does so where the thing is done: a command when it is applied, a read with the view that answers it. So nothing is
 * done with a permission that was revoked before.
 */
final class Gate {
    private final Access access;
    private final Caller caller;
    private final LongFunction<List<Bytes>> leaseKeys;

    /** @param leaseKeys finds the keys that go with a lease in the same state */
    Gate(Access access, Caller caller, LongFunction<List<Bytes>> leaseKeys) {
        this.access = access;
        this.caller = caller;
        this.leaseKeys = leaseKeys;
    }

    Optional<StoreError> refusal(StoreCommand command) {
        return switch (command) {
            case StoreCommand.Transact(Transaction transaction) -> refusal(transaction);
            case StoreCommand.GrantLease _ -> login();
            case StoreCommand.RevokeLease(long id) -> login().or(() -> writingKeysOf(id));
            case StoreCommand.Compact _ -> admin();
            case StoreCommand.ChangeAccess(AccessChange change) -> refusal(change);
            case StoreCommand.ChangeAlarm(Store.AlarmChange change) ->
                change instanceof Store.AlarmChange.ListAll ? login() : admin();
            // What only nodes send to each other.
            case StoreCommand.ExpireLeases _,
                    StoreCommand.OpenSession _,
                    StoreCommand.CloseSession _,
                    StoreCommand.SetQuota _,
                    StoreCommand.OnBehalf _ -> caller instanceof Caller.Node ? Optional.empty() : denied();
        };
    }

    private Optional<StoreError> refusal(AccessChange change) {
        return switch (change) {
            case AccessChange.CreateToken create -> createToken(create.token().user());
            case AccessChange.RevokeToken(String id) ->
                access.token(id)
                        .map(token -> lookAtUser(token.content().user()))
                        .orElseGet(this::admin);
            case AccessChange.Enable _,
                    AccessChange.Disable _,
                    AccessChange.AddUser _,
                    AccessChange.DeleteUser _,
                    AccessChange.ChangePassword _,
                    AccessChange.GrantRole _,
                    AccessChange.RevokeRole _,
                    AccessChange.AddRole _,
                    AccessChange.DeleteRole _,
                    AccessChange.GrantPermission _,
                    AccessChange.RevokePermission _ -> admin();
        };
    }

    /** A token makes no other: whoever got hold of it would outlive its end. */
    private Optional<StoreError> createToken(String user) {
        return caller instanceof Caller.Token && !isOpen() ? login().or(Gate::denied) : lookAtUser(user);
    }

    /** As in etcd, both branches must be allowed, whichever is taken: what is refused must not depend on the data. */
    Optional<StoreError> refusal(Transaction transaction) {
        if (isOpen()) {
            return Optional.empty();
        }
        for (Comparison comparison : transaction.comparisons()) {
            Optional<StoreError> refusal = read(comparison.range());
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return login().or(() -> refusal(transaction.then())).or(() -> refusal(transaction.otherwise()));
    }

    private Optional<StoreError> refusal(List<Operation> steps) {
        for (Operation step : steps) {
            Optional<StoreError> refusal =
                    switch (step) {
                        case Operation.Put put -> refusal(put);
                        case Operation.Delete(KeyRange range, boolean withPrevious) ->
                            write(range).or(() -> withPrevious ? read(range) : Optional.empty());
                        case Operation.Read(RangeQuery query) -> read(query.range());
                        case Operation.Nested(Transaction nested) -> refusal(nested);
                    };
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    /** Who ties a key to a lease has the lease's keys deleted together, so all of them must be the caller's. */
    private Optional<StoreError> refusal(Operation.Put put) {
        KeyRange key = KeyRange.single(put.key());
        return write(key)
                .or(() -> put.withPrevious() ? read(key) : Optional.empty())
                .or(() -> put.lease() == 0 ? Optional.empty() : writingKeysOf(put.lease()));
    }

    Optional<StoreError> read(KeyRange range) {
        if (isOpen()) {
            return Optional.empty();
        }
        return login().or(() -> isAdmin() || rights().mayRead(range) ? Optional.empty() : denied());
    }

    Optional<StoreError> write(KeyRange range) {
        if (isOpen()) {
            return Optional.empty();
        }
        return login().or(() -> isAdmin() || rights().mayWrite(range) ? Optional.empty() : denied());
    }

    Optional<StoreError> use(Permission.Kind kind, KeyRange range) {
        return switch (kind) {
            case READ -> read(range);
            case WRITE -> write(range);
            case READ_WRITE -> read(range).or(() -> write(range));
        };
    }

    Optional<StoreError> reading(List<Bytes> keys) {
        return keys.stream().flatMap(key -> read(KeyRange.single(key)).stream()).findFirst();
    }

    /** A lease may have very many keys, which need not be looked at for who may write them all. */
    private Optional<StoreError> writingKeysOf(long lease) {
        if (isOpen() || isAdmin()) {
            return Optional.empty();
        }
        return leaseKeys.apply(lease).stream()
                .flatMap(key -> write(KeyRange.single(key)).stream())
                .findFirst();
    }

    /** What everybody may who has logged in. */
    Optional<StoreError> login() {
        if (isOpen()) {
            return Optional.empty();
        }
        return switch (caller) {
            case Caller.Node() -> Optional.empty();
            case Caller.Nobody() -> because(AccessProblem.LOGIN_REQUIRED);
            case Caller.User _, Caller.Token _ ->
                user().isPresent() ? Optional.empty() : because(AccessProblem.INVALID_TOKEN);
            case Caller.Certified _ -> user().isPresent() ? Optional.empty() : because(AccessProblem.LOGIN_REQUIRED);
        };
    }

    /** What only users with the root role may. */
    Optional<StoreError> admin() {
        return login().or(() -> isOpen() || isAdmin() ? Optional.empty() : denied());
    }

    /** Users may look at themselves. */
    Optional<StoreError> lookAtUser(String name) {
        return login().or(() -> user().map(Access.User::name).equals(Optional.of(name)) ? Optional.empty() : admin());
    }

    /** Users may look at the roles they have. */
    Optional<StoreError> lookAtRole(String role) {
        return login().or(() ->
                user().map(Access.User::roles).orElse(List.of()).contains(role) ? Optional.empty() : admin());
    }

    private boolean isOpen() {
        return !access.enabled() || caller instanceof Caller.Node;
    }

    private boolean isAdmin() {
        return user().map(Access.User::isRoot).orElse(false);
    }

    private Rights rights() {
        return user().map(access::rights).orElse(Rights.NONE);
    }

    /** The caller, if they are still who they proved to be. */
    private Optional<Access.User> user() {
        return switch (caller) {
            case Caller.User(String name, long since) -> access.user(name).filter(user -> user.since() == since);
            case Caller.Token(String name, String id) ->
                access.token(id)
                        .filter(token -> token.content().user().equals(name))
                        .flatMap(_ -> access.user(name));
            case Caller.Certified(String name) -> access.user(name);
            case Caller.Node(), Caller.Nobody() -> Optional.empty();
        };
    }

    private static Optional<StoreError> denied() {
        return because(AccessProblem.PERMISSION_DENIED);
    }

    private static Optional<StoreError> because(AccessProblem problem) {
        return Optional.of(new StoreError.AccessRefused(problem));
    }
}
