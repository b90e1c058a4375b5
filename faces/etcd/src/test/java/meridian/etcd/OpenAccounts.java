package meridian.etcd;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import meridian.base.Outcome;
import meridian.store.AccessChange;
import meridian.store.Accounts;
import meridian.store.ApiToken;
import meridian.store.Caller;
import meridian.store.KeyRange;
import meridian.store.Permission;
import meridian.store.Reply;

/** Accounts of a store in which access control is off and nobody is known. */
final class OpenAccounts implements Accounts {
    private static <T> CompletableFuture<Reply<T>> done(T value) {
        return CompletableFuture.completedFuture(new Reply.Done<>(value, new Reply.Header(1, 1)));
    }

    @Override
    public CompletableFuture<Reply<Status>> status() {
        return done(new Status(false, 1));
    }

    @Override
    public CompletableFuture<Reply<Caller>> identify(String token) {
        return done(Caller.NOBODY);
    }

    @Override
    public CompletableFuture<Reply<Boolean>> mayUse(Permission.Kind kind, KeyRange range) {
        return done(true);
    }

    @Override
    public CompletableFuture<Reply<List<String>>> users() {
        return done(List.of());
    }

    @Override
    public CompletableFuture<Reply<List<String>>> rolesOf(String user) {
        return done(List.of());
    }

    @Override
    public CompletableFuture<Reply<List<String>>> roles() {
        return done(List.of());
    }

    @Override
    public CompletableFuture<Reply<List<Permission>>> permissionsOf(String role) {
        return done(List.of());
    }

    @Override
    public CompletableFuture<Reply<String>> login(String name, String password, String from) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Outcome<Reply<ApiToken.Issued>>> createToken(
            String user, String title, Duration timeToLive) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Reply<List<ApiToken>>> tokens(String user) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Outcome<Reply<Long>>> change(AccessChange change) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Outcome<Reply<Long>>> enable() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Outcome<Reply<Long>>> addUser(String name, String password) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Outcome<Reply<Long>>> changePassword(String name, String password) {
        throw new UnsupportedOperationException();
    }
}
