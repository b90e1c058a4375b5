package meridian.etcd;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the first bytes of a connection, behind TLS, and hands it to whoever speaks what they are. */
final class FirstBytes extends ByteToMessageDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(FirstBytes.class);
    private static final int SHOWN_MAX = 16;

    private final Optional<SslContext> tls;
    private final GrpcHttp2ConnectionHandler grpc;
    private final JsonGateway gateway;
    private final ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
    private Optional<Future<?>> deadline = Optional.empty();

    FirstBytes(Optional<SslContext> tls, GrpcHttp2ConnectionHandler grpc, JsonGateway gateway) {
        this.tls = tls;
        this.grpc = grpc;
        this.gateway = gateway;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        tls.ifPresent(secure -> context.pipeline().addBefore(context.name(), null, secure.newHandler(context.alloc())));
        deadline = Optional.of(context.executor()
                .schedule(() -> context.close(), gateway.limits().idleMax().toNanos(), TimeUnit.NANOSECONDS));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
        int compared = Math.min(bytes.readableBytes(), preface.readableBytes());
        boolean likeGrpc = ByteBufUtil.equals(bytes, bytes.readerIndex(), preface, preface.readerIndex(), compared);
        if (likeGrpc && compared == preface.readableBytes()) {
            speakGrpc(context);
        } else if (!likeGrpc && isLetter(bytes.getByte(bytes.readerIndex()))) {
            speakHttp(context);
        } else if (!likeGrpc) {
            refuse(context, bytes);
        }
    }

    /** All methods of HTTP begin with one. */
    private static boolean isLetter(byte first) {
        return first >= 'A' && first <= 'Z';
    }

    private void speakGrpc(ChannelHandlerContext context) {
        ChannelPipeline pipeline = context.pipeline();
        Attributes.Builder known = Attributes.newBuilder()
                .set(Grpc.TRANSPORT_ATTR_LOCAL_ADDR, context.channel().localAddress())
                .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, context.channel().remoteAddress());
        SslHandler secure = pipeline.get(SslHandler.class);
        if (secure != null) {
            known.set(Grpc.TRANSPORT_ATTR_SSL_SESSION, secure.engine().getSession());
        }
        pipeline.addAfter(context.name(), null, grpc);
        grpc.handleProtocolNegotiationCompleted(known.build(), null);
        pipeline.remove(this);
    }

    private void speakHttp(ChannelHandlerContext context) {
        ChannelPipeline pipeline = context.pipeline();
        // gRPC's handler for connections that have not decided yet, which would hold back what is written.
        pipeline.removeLast();
        pipeline.addLast(
                new HttpServerCodec(),
                new IdleStateHandler(0, 0, gateway.limits().idleMax().toNanos(), TimeUnit.NANOSECONDS),
                new HttpConnection(gateway));
        pipeline.remove(this);
    }

    private void refuse(ChannelHandlerContext context, ByteBuf bytes) {
        int shown = Math.min(SHOWN_MAX, bytes.readableBytes());
        LOG.info(
                "{} speaks neither gRPC nor HTTP/1.1 on the port for clients, it began with 0x{}; closed",
                context.channel().remoteAddress(),
                ByteBufUtil.hexDump(bytes, bytes.readerIndex(), shown));
        bytes.skipBytes(bytes.readableBytes());
        context.close();
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        deadline.ifPresent(timer -> timer.cancel(false));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("{} got no further than its first bytes", context.channel().remoteAddress(), cause);
        context.close();
    }
}
