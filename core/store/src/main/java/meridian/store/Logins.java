package meridian.store;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import meridian.base.Clock;
import meridian.base.Randomness;
import meridian.base.Ticker;

/** Turns passwords into tokens and tokens into callers. */
final class Logins implements AutoCloseable {
    private final StoreMachine machine;
    private final Reader reader;
    private final Passwords passwords;
    private final Tokens tokens;
    private final ApiTokens apiTokens;
    private final FailedLogins failures;

    Logins(
            StoreMachine machine,
            Reader reader,
            AccessConfig config,
            Clock clock,
            Ticker ticker,
            Randomness randomness) {
        this.machine = machine;
        this.reader = reader;
        this.passwords = new Passwords(config, randomness);
        this.tokens = new Tokens(config, clock, ticker, randomness);
        this.apiTokens = new ApiTokens(clock, randomness);
        this.failures = new FailedLogins(config, ticker);
    }

    Passwords passwords() {
        return passwords;
    }

    ApiTokens apiTokens() {
        return apiTokens;
    }

    CompletableFuture<Reply<String>> login(String name, String password, String from) {
        return reader.linearizable(true, Logins::seen).thenCompose(reply -> switch (reply) {
            case Reply.Refused<Access>(StoreError error) -> refused(error);
            case Reply.Done<Access>(Access access, Reply.Header header) ->
                login(access, header, new Attempt(name, password, from));
        });
    }

    /** Passwords stay out of texts. */
    private record Attempt(String name, String password, String from) {
        @Override
        public String toString() {
            return name + " from " + from;
        }
    }

    private static Reply<Access> seen(View view) {
        return new Reply.Done<>(view.access(), Reader.header(view));
    }

    private CompletableFuture<Reply<String>> login(Access access, Reply.Header header, Attempt attempt) {
        if (!access.enabled()) {
            return refused(new StoreError.AccessRefused(AccessProblem.NOT_ENABLED));
        }
        if (!failures.admits(attempt.name, attempt.from)) {
            return refused(new StoreError.AccessRefused(AccessProblem.LOCKED_OUT));
        }
        Optional<Access.User> user = access.user(attempt.name);
        return passwords
                .matches(attempt.password, user.map(Access.User::hash).orElse(""))
                .thenApply(matches -> user.filter(_ -> matches)
                        .map(known -> admitted(access, header, known, attempt))
                        .orElseGet(() -> failed(attempt)));
    }

    /** If the password was changed meanwhile, the token says of which one it is and is worth nothing. */
    private Reply<String> admitted(Access access, Reply.Header header, Access.User user, Attempt attempt) {
        failures.succeeded(attempt.name, attempt.from);
        return new Reply.Done<>(tokens.issue(access, user), header);
    }

    private Reply<String> failed(Attempt attempt) {
        failures.failed(attempt.name, attempt.from);
        return new Reply.Refused<>(new StoreError.AccessRefused(AccessProblem.LOGIN_FAILED));
    }

    CompletableFuture<Reply<Caller>> identify(String token) {
        Access access = machine.access();
        return switch (read(token, access)) {
            case Tokens.Reading.Valid(Caller caller) -> CompletableFuture.completedFuture(reader.done(caller));
            case Tokens.Reading.Ended() -> refused(new StoreError.AccessRefused(AccessProblem.INVALID_TOKEN));
            // This node may not have heard yet that access control was turned on, or off, or of the token.
            case Tokens.Reading.Unknown() -> reader.linearizable(true, view -> identify(token, view));
        };
    }

    private Tokens.Reading read(String token, Access access) {
        return ApiTokens.isSpelledLikeOne(token) ? apiTokens.read(token, access) : tokens.read(token, access);
    }

    private Reply<Caller> identify(String token, View view) {
        if (!view.access().enabled()) {
            return new Reply.Done<>(Caller.NOBODY, Reader.header(view));
        }
        return read(token, view.access()) instanceof Tokens.Reading.Valid(Caller caller)
                ? new Reply.Done<>(caller, Reader.header(view))
                : new Reply.Refused<>(new StoreError.AccessRefused(AccessProblem.INVALID_TOKEN));
    }

    private static <T> CompletableFuture<Reply<T>> refused(StoreError error) {
        return CompletableFuture.completedFuture(new Reply.Refused<>(error));
    }

    @Override
    public void close() {
        passwords.close();
    }
}
