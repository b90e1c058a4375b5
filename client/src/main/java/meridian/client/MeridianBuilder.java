package meridian.client;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a client is to be. Everything has a default, which is in brackets here. */
public final class MeridianBuilder {
    private final List<String> addresses;
    private String name = "meridian-client";
    private Credentials credentials = new Credentials.None();
    private boolean secure;
    private @Nullable File authorities;
    private @Nullable File certificate;
    private @Nullable File key;
    private Duration timeLimit = Settings.DEFAULT.timeLimit();
    private Duration attemptLimit = Settings.DEFAULT.attemptLimit();
    private Duration connectLimit = Settings.DEFAULT.connectLimit();
    private Duration retryPauseMin = Settings.DEFAULT.retryPauseMin();
    private Duration retryPauseMax = Settings.DEFAULT.retryPauseMax();
    private Duration nodeRestMin = Settings.DEFAULT.nodeRestMin();
    private Duration nodeRestMax = Settings.DEFAULT.nodeRestMax();
    private Duration leaderCheckInterval = Settings.DEFAULT.leaderCheckInterval();
    private Duration pingInterval = Settings.DEFAULT.pingInterval();
    private Duration pingLimit = Settings.DEFAULT.pingLimit();
    private Duration sessionTimeToLive = Settings.DEFAULT.sessionTimeToLive();
    private int callsMax = Settings.DEFAULT.callsMax();
    private int messageBytesMax = Settings.DEFAULT.messageBytesMax();
    private int watchBatchesMax = Settings.DEFAULT.watchBatchesMax();
    private int lockWaitersMax = Settings.DEFAULT.lockWaitersMax();

    MeridianBuilder(List<String> addresses) {
        this.addresses = List.copyOf(addresses);
    }

    /** The client. Nothing is asked of the cluster yet. Throws {@link IllegalArgumentException} with all that is wrong. */
    public Meridian connect() {
        return new Meridian(this);
    }

    /** What the client calls itself towards the nodes, and its threads [meridian-client]. */
    public MeridianBuilder name(String newName) {
        name = newName;
        return this;
    }

    /** Logs in with a password, and again whenever that is needed [no login]. Give the client TLS, too. */
    public MeridianBuilder login(String user, String password) {
        credentials = new Credentials.Password(user, password);
        return this;
    }

    /** Shows this token with each call [none]. Nobody renews it. */
    public MeridianBuilder token(String token) {
        credentials = new Credentials.Token(token);
        return this;
    }

    /** Uses TLS, with nodes whose certificates one of the authorities in this PEM file issued [no TLS]. */
    public MeridianBuilder trust(Path newAuthorities) {
        secure = true;
        authorities = newAuthorities.toFile();
        return this;
    }

    /** Uses TLS, with nodes whose certificates this machine's authorities issued [no TLS]. */
    public MeridianBuilder trustLikeThisMachine() {
        secure = true;
        authorities = null;
        return this;
    }

    /** Shows the nodes this certificate, whose name is the user's; two PEM files [none]. Needs one of the above. */
    public MeridianBuilder certificate(Path newCertificate, Path newKey) {
        certificate = newCertificate.toFile();
        key = newKey.toFile();
        return this;
    }

    /** How long a call may take, all its attempts together [10 s]. What waits for others has a limit of its own. */
    public MeridianBuilder timeLimit(Duration limit) {
        timeLimit = limit;
        return this;
    }

    /** How long a node may take for what can be asked of another one as well [2 s]. */
    public MeridianBuilder attemptLimit(Duration limit) {
        attemptLimit = limit;
        return this;
    }

    /** How long it may take to connect to a node [1 s]. */
    public MeridianBuilder connectLimit(Duration limit) {
        connectLimit = limit;
        return this;
    }

    /** The pause before a second attempt, and the longest one before a later one [10 ms, 500 ms]. */
    public MeridianBuilder retryPause(Duration min, Duration max) {
        retryPauseMin = min;
        retryPauseMax = max;
        return this;
    }

    /** How long a node that failed is left alone, the first time and at the most [200 ms, 5 s]. */
    public MeridianBuilder nodeRest(Duration min, Duration max) {
        nodeRestMin = min;
        nodeRestMax = max;
        return this;
    }

    /** How often the nodes are asked who leads [5 s]. They are asked at once when the leader fails. */
    public MeridianBuilder leaderCheckInterval(Duration interval) {
        leaderCheckInterval = interval;
        return this;
    }

    /**
     * How often a node that says nothing while it should is asked whether it is there, and how long it may take to answer
     * that [10 s, 3 s]. Nodes refuse clients that ask more often than their {@code client.ping-interval-min}.
     */
    public MeridianBuilder ping(Duration interval, Duration limit) {
        pingInterval = interval;
        pingLimit = limit;
        return this;
    }

    /** How long the client's own session lives without a renewal [10 s]. */
    public MeridianBuilder sessionTimeToLive(Duration timeToLive) {
        sessionTimeToLive = timeToLive;
        return this;
    }

    /** How many calls may be under way at a time [10,000]. More fail at once. */
    public MeridianBuilder callsMax(int max) {
        callsMax = max;
        return this;
    }

    /** The largest answer that is read [16 MiB]. */
    public MeridianBuilder messageBytesMax(int max) {
        messageBytesMax = max;
        return this;
    }

    /** How many messages of a watch wait for a slow reader [16]. The rest waits at the node. */
    public MeridianBuilder watchBatchesMax(int max) {
        watchBatchesMax = max;
        return this;
    }

    /** How many threads of this client may wait for the same name [10,000]. More fail at once. */
    public MeridianBuilder lockWaitersMax(int max) {
        lockWaitersMax = max;
        return this;
    }

    List<String> addresses() {
        return addresses;
    }

    String name() {
        return name;
    }

    Credentials credentials() {
        return credentials;
    }

    Channels.@Nullable Tls tls() {
        if (!secure && certificate != null) {
            throw new IllegalArgumentException(
                    "a certificate was given, but no TLS: say with trust(…) whose certificates the nodes have");
        }
        return secure ? new Channels.Tls(authorities, certificate, key) : null;
    }

    Settings settings() {
        return new Settings(
                timeLimit,
                attemptLimit,
                connectLimit,
                retryPauseMin,
                retryPauseMax,
                nodeRestMin,
                nodeRestMax,
                leaderCheckInterval,
                pingInterval,
                pingLimit,
                sessionTimeToLive,
                callsMax,
                messageBytesMax,
                watchBatchesMax,
                lockWaitersMax);
    }
}
