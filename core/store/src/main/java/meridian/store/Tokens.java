package meridian.store;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import meridian.base.ByteReader;
import meridian.base.ByteWriter;
import meridian.base.Bytes;
import meridian.base.Clock;
import meridian.base.Randomness;
import meridian.base.Ticker;

/**
 * Makes and reads the tokens that users get for their passwords. A token says whose it is and when it was given, signed
 * with a key that lies in the replicated state, so every node can read it and none has to write it down.
 *
 * <p>A token ends when it was not used for a while. Only the node that served it knows when that was; another one counts
 * from when it was given, and a client that is refused there logs in again. To compare that moment with this node's
 * clock is safe: a clock that is wrong makes tokens live longer or shorter by as much as it is wrong, while a password
 * that was changed or a user who was deleted ends them at once, whatever the clocks say.
 */
final class Tokens {
    private static final int VERSION = 1;
    private static final int SIGNATURE_BYTES = 32;
    private static final int LENGTH_MAX = 4096;
    private static final String ALGORITHM = "HmacSHA256";

    private final Duration timeToLive;
    private final Clock clock;
    private final Ticker ticker;
    private final Randomness randomness;
    private final Map<String, Use> uses;

    Tokens(AccessConfig config, Clock clock, Ticker ticker, Randomness randomness) {
        this.timeToLive = config.tokenTimeToLive();
        this.clock = clock;
        this.ticker = ticker;
        this.randomness = randomness;
        this.uses = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Use> eldest) {
                return size() > config.tokensRememberedMax();
            }
        };
    }

    /** What a token says. */
    private record Content(Caller.User caller, long givenMillis) {}

    /** @param key the one whose signature was found to be right */
    private record Use(Content content, Bytes key, long lastNanos) {}

    /** What there is to say to a token. */
    sealed interface Reading {
        record Valid(Caller caller) implements Reading {}

        record Ended() implements Reading {}

        /** It is not signed with the key of this state; it may be with that of a later one. */
        record Unknown() implements Reading {}
    }

    String issue(Access access, Access.User user) {
        byte[] content = new ByteWriter(64)
                .u8(VERSION)
                .text(user.name())
                .varint(user.since())
                .varint(clock.unixMillis())
                .u64(randomness.nextLong())
                .toArray();
        byte[] whole = Arrays.copyOf(content, content.length + SIGNATURE_BYTES);
        System.arraycopy(sign(access.tokenKey(), content), 0, whole, content.length, SIGNATURE_BYTES);
        return spell(whole);
    }

    private static String spell(byte[] token) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** Reads the token; if it is valid, that counts as a use of it. */
    synchronized Reading read(String token, Access access) {
        Use known = uses.get(token);
        if (known != null && known.key.equals(access.tokenKey())) {
            return use(token, known.content, access.tokenKey(), sinceLastUse(known));
        }
        return open(token, access.tokenKey())
                .map(content -> use(token, content, access.tokenKey(), sinceGiven(content)))
                .orElseGet(Reading.Unknown::new);
    }

    private Reading use(String token, Content content, Bytes key, Duration unused) {
        if (unused.compareTo(timeToLive) > 0) {
            uses.remove(token);
            return new Reading.Ended();
        }
        uses.put(token, new Use(content, key, ticker.nanos()));
        return new Reading.Valid(content.caller);
    }

    private Duration sinceLastUse(Use use) {
        return ticker.since(use.lastNanos);
    }

    private Duration sinceGiven(Content content) {
        return Duration.ofMillis(clock.unixMillis() - content.givenMillis);
    }

    private static Optional<Content> open(String token, Bytes key) {
        if (key.isEmpty() || token.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        try {
            byte[] whole = Base64.getUrlDecoder().decode(token);
            if (!spell(whole).equals(token)) {
                // Base64 leaves bits of the last character unused: the same bytes in another spelling.
                return Optional.empty();
            }
            int length = Math.max(0, whole.length - SIGNATURE_BYTES);
            byte[] content = Arrays.copyOf(whole, length);
            byte[] signature = Arrays.copyOfRange(whole, length, whole.length);
            return MessageDigest.isEqual(signature, sign(key, content))
                    ? Optional.of(parse(content))
                    : Optional.empty();
        } catch (IllegalArgumentException | ByteReader.Malformed _) {
            return Optional.empty();
        }
    }

    private static Content parse(byte[] bytes) {
        ByteReader reader = new ByteReader(bytes);
        int version = reader.u8();
        if (version != VERSION) {
            throw new ByteReader.Malformed("a token of format " + version + " where " + VERSION + " is known");
        }
        return new Content(new Caller.User(reader.text(), reader.varint()), reader.varint());
    }

    private static byte[] sign(Bytes key, byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.array(), ALGORITHM));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
