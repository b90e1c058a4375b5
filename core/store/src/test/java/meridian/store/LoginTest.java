package meridian.store;

import static meridian.store.MachineFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import meridian.base.Machine;
import org.junit.jupiter.api.Test;

/** Passwords, tokens, and what happens to those who guess. */
class LoginTest {
    private static final long PATIENCE_SECONDS = 30;
    private static final Access.User ANNA = new Access.User("anna", "hash", List.of(), 7);

    private final AccessConfig config = new AccessConfig(Duration.ofMinutes(5), 2, 1, 1, 2, Duration.ofSeconds(10));
    private long nanos = 1_000;
    private long millis = 1_000_000;

    @Test
    void a_password_matches_its_own_hash_only() throws Exception {
        try (Passwords passwords = new Passwords(AccessConfig.DEFAULT, Machine.randomness())) {
            String hash = passwords.hash("correct horse").get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("horse");
            assertThat(matches(passwords, "correct horse", hash)).isTrue();
            assertThat(matches(passwords, "correct hors", hash)).isFalse();
            assertThat(matches(passwords, "", hash)).isFalse();
            assertThat(passwords.hash("correct horse").get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isNotEqualTo(hash);
        }
    }

    /** From RFC 9106's reference implementation: password "password", salt "somesalt". */
    @Test
    void a_hash_of_the_reference_implementation_is_understood() throws Exception {
        String reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        try (Passwords passwords = new Passwords(AccessConfig.DEFAULT, Machine.randomness())) {
            assertThat(matches(passwords, "password", reference)).isTrue();
            assertThat(matches(passwords, "Password", reference)).isFalse();
        }
    }

    @Test
    void a_user_without_a_password_has_none_that_matches() throws Exception {
        try (Passwords passwords = new Passwords(AccessConfig.DEFAULT, Machine.randomness())) {
            assertThat(passwords.hash("").get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isEmpty();
            assertThat(matches(passwords, "", "")).isFalse();
            assertThat(matches(passwords, "anything", "")).isFalse();
        }
    }

    @Test
    void more_passwords_than_may_wait_are_refused() {
        try (Passwords passwords = new Passwords(config, Machine.randomness())) {
            List<CompletableFuture<String>> hashes = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                hashes.add(passwords.hash("p" + i));
            }
            List<Boolean> refused = hashes.stream()
                    .map(CompletableFuture::isCompletedExceptionally)
                    .toList();
            assertThat(refused).startsWith(false).contains(true);
            assertThat(hashes.getLast())
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(RejectedExecutionException.class);
        }
    }

    private static boolean matches(Passwords passwords, String password, String hash) throws Exception {
        return passwords.matches(password, hash).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void a_token_is_read_on_every_node_that_has_the_key() {
        String token = tokens().issue(access("key"), ANNA);
        assertThat(tokens().read(token, access("key"))).isEqualTo(new Tokens.Reading.Valid(new Caller.User("anna", 7)));
        assertThat(tokens().read(token, access("another key"))).isEqualTo(new Tokens.Reading.Unknown());
        assertThat(tokens().read(token, Access.EMPTY)).isEqualTo(new Tokens.Reading.Unknown());
    }

    @Test
    void a_forged_token_is_none() {
        Tokens tokens = tokens();
        String token = tokens.issue(access("key"), ANNA);
        assertThat(tokens.read(token, access("key"))).isInstanceOf(Tokens.Reading.Valid.class);
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String forged = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(tokens.read(forged, access("key")))
                    .as("with another character at %d", i)
                    .isInstanceOf(Tokens.Reading.Unknown.class);
        }
        for (String garbage : List.of("", "x", "ä", "A".repeat(44), "A".repeat(10_000))) {
            assertThat(tokens.read(garbage, access("key"))).isInstanceOf(Tokens.Reading.Unknown.class);
        }
    }

    @Test
    void a_token_has_one_spelling() {
        String token = tokens().issue(access("key"), ANNA);
        String start = token.substring(0, token.length() - 1);
        for (char last : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=".toCharArray()) {
            if (last != token.charAt(token.length() - 1)) {
                assertThat(tokens().read(start + last, access("key")))
                        .as("with %s at the end", last)
                        .isInstanceOf(Tokens.Reading.Unknown.class);
            }
        }
        assertThat(tokens().read(token + "=", access("key"))).isInstanceOf(Tokens.Reading.Unknown.class);
    }

    @Test
    void a_token_lives_while_it_is_used() {
        Tokens tokens = tokens();
        String token = tokens.issue(access("key"), ANNA);
        for (int i = 0; i < 5; i++) {
            pass(Duration.ofMinutes(4));
            assertThat(tokens.read(token, access("key"))).isInstanceOf(Tokens.Reading.Valid.class);
        }
        assertThat(tokens().read(token, access("key")))
                .as("on a node that served it never")
                .isInstanceOf(Tokens.Reading.Ended.class);
        pass(Duration.ofMinutes(6));
        assertThat(tokens.read(token, access("key"))).isInstanceOf(Tokens.Reading.Ended.class);
        assertThat(tokens.read(token, access("key"))).isInstanceOf(Tokens.Reading.Ended.class);
    }

    @Test
    void a_forgotten_token_counts_from_when_it_was_given() {
        Tokens tokens = tokens();
        String first = tokens.issue(access("key"), ANNA);
        pass(Duration.ofMinutes(4));
        tokens.read(first, access("key"));
        for (int i = 0; i < config.tokensRememberedMax(); i++) {
            tokens.read(tokens.issue(access("key"), ANNA), access("key"));
        }
        pass(Duration.ofMinutes(4));
        assertThat(tokens.read(first, access("key"))).isInstanceOf(Tokens.Reading.Ended.class);
    }

    @Test
    void guessing_is_slowed_down_for_the_address_that_guesses() {
        FailedLogins failures = new FailedLogins(config, () -> nanos);
        for (int i = 0; i < 3; i++) {
            assertThat(failures.admits("anna", "10.0.0.1")).isTrue();
            failures.failed("anna", "10.0.0.1");
        }
        assertThat(failures.admits("anna", "10.0.0.1")).isFalse();
        assertThat(failures.admits("anna", "10.0.0.2")).isTrue();
        assertThat(failures.admits("bert", "10.0.0.1")).isTrue();

        pass(Duration.ofSeconds(1));
        assertThat(failures.admits("anna", "10.0.0.1")).isTrue();
        assertThat(failures.admits("anna", "10.0.0.1"))
                .as("a second one beside it")
                .isFalse();
        failures.failed("anna", "10.0.0.1");
        pass(Duration.ofSeconds(1));
        assertThat(failures.admits("anna", "10.0.0.1"))
                .as("the pause has doubled")
                .isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(failures.admits("anna", "10.0.0.1")).isTrue();
        failures.succeeded("anna", "10.0.0.1");
        assertThat(failures.admits("anna", "10.0.0.1")).isTrue();
    }

    @Test
    void the_pause_has_a_limit() {
        FailedLogins failures = new FailedLogins(config, () -> nanos);
        for (int i = 0; i < 100; i++) {
            failures.failed("anna", "10.0.0.1");
        }
        assertThat(failures.admits("anna", "10.0.0.1")).isFalse();
        pass(config.lockoutMax());
        assertThat(failures.admits("anna", "10.0.0.1")).isTrue();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
        millis += time.toMillis();
    }

    private Tokens tokens() {
        return new Tokens(config, () -> millis, () -> nanos, Machine.randomness());
    }

    private static Access access(String key) {
        return new Access(true, 9, bytes(key), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }
}
