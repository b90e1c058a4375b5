package meridian.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The token that goes with each call: the user's own, or one that a login gave and that another login replaces. */
final class Login {
    /** What goes along when the cluster asks nobody who they are. */
    static final String NO_TOKEN = "";

    private final Credentials credentials;
    private final BiFunction<String, String, CompletableFuture<String>> authenticate;

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable CompletableFuture<String> token;

    /** @param authenticate gets a token for user and password, {@link #NO_TOKEN} if there is no need for one */
    Login(Credentials credentials, BiFunction<String, String, CompletableFuture<String>> authenticate) {
        this.credentials = credentials;
        this.authenticate = authenticate;
    }

    /** All who need a token at the same time share one login. */
    CompletableFuture<String> token() {
        return switch (credentials) {
            case Credentials.None none -> CompletableFuture.completedFuture(NO_TOKEN);
            case Credentials.Token(String given) -> CompletableFuture.completedFuture(given);
            case Credentials.Password(String user, String password) -> token(user, password);
        };
    }

    private CompletableFuture<String> token(String user, String password) {
        CompletableFuture<String> known;
        lock.lock();
        try {
            known = token;
            if (known == null || known.isCompletedExceptionally()) {
                known = new CompletableFuture<>();
                token = known;
            } else {
                return known;
            }
        } finally {
            lock.unlock();
        }
        CompletableFuture<String> fresh = known;
        authenticate.apply(user, password).whenComplete((got, trouble) -> {
            if (trouble != null) {
                fresh.completeExceptionally(trouble);
            } else {
                fresh.complete(got);
            }
        });
        return fresh;
    }

    /** The token was not accepted. True if another login may give a better one. */
    boolean forget(String refused) {
        if (!(credentials instanceof Credentials.Password)) {
            return false;
        }
        lock.lock();
        try {
            CompletableFuture<String> known = token;
            if (known != null && known.isDone() && refused.equals(known.getNow(refused))) {
                token = null;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
