package meridian.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import meridian.base.ByteWriter;
import meridian.base.Bytes;
import meridian.base.Clock;
import meridian.base.Randomness;

/**
 * Makes and reads the tokens that programs use for long. The state holds what each is good for, and a hash of it: a
 * plain one is enough, because what is hashed are 256 random bits and not what a person thought of.
 *
 * <p>Whether one has ended by time is a question to this node's clock, as with {@link Tokens}: a clock that is wrong
 * makes it live longer or shorter by as much as it is wrong, while one that was revoked is worth nothing at once.
 */
final class ApiTokens {
    private static final int SECRET_BYTES = 32;
    private static final Pattern SPELLING = Pattern.compile("meridian_([0-9a-f]{16})_[A-Za-z0-9_-]{43}");

    private final Clock clock;
    private final Randomness randomness;

    ApiTokens(Clock clock, Randomness randomness) {
        this.clock = clock;
        this.randomness = randomness;
    }

    /** A new one, which is worth nothing until its hash is in the state. */
    ApiToken.Issued make(String user, String title, Duration timeToLive) {
        String id = HexFormat.of().toHexDigits(randomness.nextLong());
        long now = clock.unixMillis();
        long ends = timeToLive.isZero() ? ApiToken.NEVER : now + timeToLive.toMillis();
        ByteWriter secret = new ByteWriter(SECRET_BYTES);
        while (secret.length() < SECRET_BYTES) {
            secret.u64(randomness.nextLong());
        }
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret.toArray());
        return new ApiToken.Issued(new ApiToken(id, user, title, now, ends), "meridian_" + id + "_" + text);
    }

    /** Of the whole text, so that only one spelling is right. */
    static Bytes hash(String secret) {
        try {
            return Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static boolean isSpelledLikeOne(String secret) {
        return SPELLING.matcher(secret).matches();
    }

    Tokens.Reading read(String secret, Access access) {
        Matcher spelled = SPELLING.matcher(secret);
        Optional<Access.Token> known = spelled.matches() ? access.token(spelled.group(1)) : Optional.empty();
        return known.filter(_ -> access.enabled())
                .filter(token ->
                        MessageDigest.isEqual(token.hash().array(), hash(secret).array()))
                .<Tokens.Reading>map(token -> token.content().hasEnded(clock.unixMillis())
                        ? new Tokens.Reading.Ended()
                        : new Tokens.Reading.Valid(new Caller.Token(
                                token.content().user(), token.content().id())))
                .orElseGet(Tokens.Reading.Unknown::new);
    }
}
