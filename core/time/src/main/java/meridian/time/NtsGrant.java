package meridian.time;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import meridian.base.Address;

/** What a server grants to whoever proved itself to be worth it: two keys, and cookies, of which each question spends one. */
final class NtsGrant {
    /** As many as a server gives at once. */
    static final int COOKIES_MAX = 8;

    /** Longer ones would make packets that do not get through everywhere. */
    static final int COOKIE_BYTES_MAX = 256;

    private final Address server;
    private final AesSiv ours;
    private final AesSiv theirs;
    private final Deque<byte[]> cookies = new ArrayDeque<>();

    /**
     * @param server whom to ask with them
     * @param ours with which our questions are proved
     * @param theirs with which the server's answers are
     */
    NtsGrant(Address server, AesSiv ours, AesSiv theirs, Collection<byte[]> cookies) {
        this.server = server;
        this.ours = ours;
        this.theirs = theirs;
        cookies.forEach(this::add);
    }

    Address server() {
        return server;
    }

    AesSiv ours() {
        return ours;
    }

    AesSiv theirs() {
        return theirs;
    }

    void add(byte[] cookie) {
        if (cookies.size() < COOKIES_MAX) {
            cookies.addLast(cookie);
        }
    }

    /** None is used twice, so that nobody can tell that two questions are ours. */
    Optional<byte[]> take() {
        return Optional.ofNullable(cookies.pollFirst());
    }

    int missing() {
        return COOKIES_MAX - cookies.size();
    }
}
