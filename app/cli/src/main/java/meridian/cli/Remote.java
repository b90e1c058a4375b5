package meridian.cli;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import meridian.base.Address;
import meridian.base.Disk;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a command finds a cluster to talk to. */
final class Remote {
    private static final Duration CONNECT_MAX = Duration.ofMillis(500);
    private static final int MESSAGE_BYTES_MAX = 1 << 30;
    private static final String ENDPOINT_DEFAULT = "127.0.0.1:2379";

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--endpoints",
            paramLabel = "HOST:PORT",
            description =
                    "Nodes to ask, with commas between them; the first that can be reached is asked (default: the cluster that runs on this machine).")
    private @Nullable String endpoints;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to wait for an answer (default: ${DEFAULT-VALUE}).",
            defaultValue = "10")
    private int timeoutSeconds;

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "PEM file with the authorities to trust; turns TLS on.")
    private @Nullable File authorities;

    @Option(names = "--cert", paramLabel = "FILE", description = "PEM file with the certificate to show.")
    private @Nullable File certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "PEM file with the certificate's private key.")
    private @Nullable File key;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Who is asking. The password comes from " + PasswordSource.OWN
                    + " or is asked for. Without --user a token in " + PasswordSource.TOKEN + " says who.")
    private @Nullable String user;

    private @Nullable String password;
    private final Installation installation;
    private final Disk disk;
    private final PasswordSource passwords;

    Remote(Installation installation, Disk disk, PasswordSource passwords) {
        this.installation = installation;
        this.disk = disk;
        this.passwords = passwords;
    }

    /** Who is said to ask. */
    Optional<String> user() {
        return Optional.ofNullable(user);
    }

    /** Connects, does the work and disconnects. What the cluster refuses becomes a {@link Failure}. */
    <T> T with(Function<Session, T> work) {
        return with(0, work);
    }

    /** As above, beginning with another node for each attempt: one may accept connections and do nothing more. */
    <T> T with(int attempt, Function<Session, T> work) {
        ManagedChannel channel = open(reachable(attempt));
        try {
            return work.apply(session(channel));
        } catch (StatusRuntimeException e) {
            throw new Failure(explain(e.getStatus(), channel.authority()), e);
        } finally {
            channel.shutdownNow();
        }
    }

    private Session session(ManagedChannel channel) {
        Session session = new Session(channel, Duration.ofSeconds(timeoutSeconds));
        return user == null ? passwords.token().map(session::with).orElse(session) : session.as(user, password(user));
    }

    /** Asked for once, however often the command connects. */
    private synchronized String password(String name) {
        if (password == null) {
            password = passwords.own(name);
        }
        return password;
    }

    private String explain(Status status, String endpoint) {
        String text = String.valueOf(status.getDescription());
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED ->
                endpoint + " gave no answer within " + timeoutSeconds
                        + " s. A write may have happened or not: read before you repeat it.";
            case UNAVAILABLE -> endpoint + " cannot do this now: " + text;
            default -> text + (isLoginMissing(text) ? " (say who you are with --user NAME)" : "");
        };
    }

    private boolean isLoginMissing(String text) {
        return user == null && text.equals("etcdserver: user name is empty");
    }

    /** The first node that accepts a connection: a request is only ever sent to one, so a write is never repeated. */
    private Address reachable(int attempt) {
        List<Address> candidates = new ArrayList<>(candidates());
        Collections.rotate(candidates, -attempt);
        return candidates.stream()
                .filter(Remote::accepts)
                .findFirst()
                .orElseThrow(() -> new Failure("None of " + candidates
                        + " can be reached. Start a cluster with ./meridian up, or name one with --endpoints."));
    }

    private List<Address> candidates() {
        if (endpoints != null) {
            return Stream.of(endpoints.split(",")).map(Remote::parse).toList();
        }
        List<Address> running = cluster.cluster(installation, disk).running().stream()
                .map(LocalNode::client)
                .toList();
        return running.isEmpty() ? List.of(parse(ENDPOINT_DEFAULT)) : running;
    }

    private static Address parse(String endpoint) {
        try {
            return Address.parse(endpoint.replaceFirst("^https?://", ""));
        } catch (IllegalArgumentException e) {
            throw new Failure("--endpoints: " + e.getMessage(), e);
        }
    }

    private static boolean accepts(Address address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), (int) CONNECT_MAX.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What the options say, or root's certificate where the cluster of this machine has made one. */
    private Optional<TlsFiles> files() {
        if (authorities != null) {
            return Optional.of(new TlsFiles(authorities, certificate, key));
        }
        Certificates own = Certificates.in(cluster.folder(installation), disk);
        boolean local = endpoints == null
                && own.exist()
                && cluster.cluster(installation, disk).running().stream().anyMatch(LocalNode::isSecure);
        String root = Certificates.clientFile(Certificates.ROOT);
        return local
                ? Optional.of(new TlsFiles(
                        own.nodesAuthority().toFile(),
                        own.certificate(root).toFile(),
                        own.key(root).toFile()))
                : Optional.empty();
    }

    private record TlsFiles(
            File authorities,
            @Nullable File certificate,
            @Nullable File key) {}

    private ManagedChannel open(Address address) {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(
                        new InetSocketAddress(address.host(), address.port()))
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .keepAliveTime(timeoutSeconds, TimeUnit.SECONDS);
        Optional<TlsFiles> files = files();
        if (files.isEmpty()) {
            return builder.negotiationType(NegotiationType.PLAINTEXT).build();
        }
        try {
            return builder.sslContext(GrpcSslContexts.forClient()
                            .trustManager(files.get().authorities)
                            .keyManager(files.get().certificate, files.get().key)
                            .build())
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new Failure("The certificates cannot be used: " + e.getMessage(), e);
        }
    }
}
