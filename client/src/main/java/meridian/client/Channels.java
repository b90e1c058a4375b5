package meridian.client;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes the connections. */
final class Channels {
    private static final int PORT_MAX = 65_535;

    private Channels() {}

    /**
     * How to talk to the nodes.
     *
     * @param authorities whose certificates nodes must have; none for whoever the machine trusts
     * @param certificate the client's own, with its key; none for none
     */
    record Tls(
            @Nullable File authorities,
            @Nullable File certificate,
            @Nullable File key) {}

    /** Reads {@code host:port,host:port}. */
    static List<String> addresses(String list) {
        List<String> addresses = new ArrayList<>();
        for (String part : list.split(",", -1)) {
            addresses.add(checked(part.strip(), list));
        }
        return addresses;
    }

    private static String checked(String address, String list) {
        int colon = address.lastIndexOf(':');
        try {
            int port = Integer.parseInt(address.substring(colon + 1));
            if (colon > 0 && port > 0 && port <= PORT_MAX) {
                return address;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(complaint(address, list), e);
        }
        throw new IllegalArgumentException(complaint(address, list));
    }

    private static String complaint(String address, String list) {
        return "\"" + address + "\" in \"" + list + "\" is no address: write host:port, and a comma between several";
    }

    static Endpoint open(String address, @Nullable Tls tls, Settings settings, String name, Executor executor) {
        ManagedChannel channel = NettyChannelBuilder.forTarget("dns:///" + address, credentials(tls))
                .executor(executor)
                .userAgent(name)
                .withOption(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.connectLimit().toMillis()))
                .maxInboundMessageSize(settings.messageBytesMax())
                .keepAliveTime(settings.pingInterval().toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(settings.pingLimit().toNanos(), TimeUnit.NANOSECONDS)
                // How a call is tried again is decided here, and not by whoever answers for the name.
                .disableServiceConfigLookUp()
                .build();
        return new Endpoint(address, channel, settings.rests());
    }

    private static ChannelCredentials credentials(@Nullable Tls tls) {
        if (tls == null) {
            return InsecureChannelCredentials.create();
        }
        try {
            TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
            if (tls.authorities() != null) {
                builder.trustManager(tls.authorities());
            }
            if (tls.certificate() != null && tls.key() != null) {
                builder.keyManager(tls.certificate(), tls.key());
            }
            return builder.build();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the files for TLS cannot be read: " + e.getMessage() + ". Give PEM files that are there.", e);
        }
    }
}
