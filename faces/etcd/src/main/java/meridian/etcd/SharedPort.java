package meridian.etcd;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.AsciiString;
import java.util.Optional;

/**
 * Begins each connection of the port for clients: with TLS if it is to be, and then with gRPC or HTTP/1.1, whichever
 * the client speaks.
 */
final class SharedPort implements InternalProtocolNegotiator.ProtocolNegotiator {
    private final Optional<SslContext> tls;
    private final JsonGateway gateway;

    SharedPort(Optional<SslContext> tls, JsonGateway gateway) {
        this.tls = tls;
        this.gateway = gateway;
    }

    @Override
    public AsciiString scheme() {
        return AsciiString.of(tls.isPresent() ? "https" : "http");
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
        return new FirstBytes(tls, grpc, gateway);
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
