package meridian.etcd;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import meridian.store.Caller;
import meridian.store.KeyRange;
import meridian.store.Permission;
import meridian.store.Store;

/**
 * One call, with who makes it.
 *
 * @param store what the caller may use of the store: whoever serves the call uses this one
 * @param from the address the caller comes from
 */
record Visit(Caller caller, Store store, String from) {
    String user() {
        return switch (caller) {
            case Caller.User user -> user.name();
            case Caller.Token(String user, String _) -> user;
            case Caller.Certified(String name) -> name;
            case Caller.Nobody(), Caller.Node() -> "";
        };
    }

    /** For recipes that the node carries out with its own rights. */
    CompletableFuture<Boolean> may(Permission.Kind kind, KeyRange keys) {
        return store.accounts()
                .mayUse(kind, keys)
                .thenApply(reply -> EtcdErrors.done(reply).value());
    }

    /** For what is not checked where it is done, because it is not the store that does it. */
    <T> CompletableFuture<T> asAdmin(Supplier<CompletableFuture<T>> action) {
        return store.accounts().status().thenCompose(status -> {
            EtcdErrors.done(status);
            return action.get();
        });
    }
}
