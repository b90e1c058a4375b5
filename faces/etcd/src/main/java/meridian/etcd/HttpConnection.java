package meridian.etcd;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that speaks HTTP/1.1. It answers one request after the other; what comes meanwhile waits, and when too
 * much waits the connection is not read from.
 */
final class HttpConnection extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    /** How long a client may go on to send a body that was answered already, so that it reads the answer first. */
    private static final long LEFTOVER_SECONDS_MAX = 5;

    private final JsonGateway gateway;
    private final HttpRouter router;
    private final Queue<HttpObject> waiting = new ArrayDeque<>();
    private Attributes attributes = Attributes.EMPTY;
    private @Nullable HttpTask task;

    /** Is there more of the body of the request that was begun? */
    private boolean bodyComes;

    /** The answer was the last one: whatever comes is thrown away. */
    private boolean finished;

    private @Nullable ChannelPromise closing;

    HttpConnection(JsonGateway gateway) {
        this.gateway = gateway;
        this.router = new HttpRouter(gateway);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        Attributes.Builder known = Attributes.newBuilder()
                .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, context.channel().remoteAddress());
        SslHandler tls = context.pipeline().get(SslHandler.class);
        if (tls != null) {
            known.set(Grpc.TRANSPORT_ATTR_SSL_SESSION, tls.engine().getSession());
        }
        attributes = new Peer().transportReady(known.build());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (finished || !(message instanceof HttpObject part)) {
            ReferenceCountUtil.release(message);
            if (finished && message instanceof LastHttpContent) {
                context.close();
            }
        } else if (task != null && !bodyComes) {
            waiting.add(part);
        } else {
            take(context, part);
        }
        regulate(context);
    }

    private void take(ChannelHandlerContext context, HttpObject part) {
        try {
            if (part.decoderResult().isFailure()) {
                refuse(context, part.decoderResult().cause());
                return;
            }
            if (part instanceof HttpRequest request) {
                begin(context, request);
            }
            if (part instanceof HttpContent content && task != null) {
                // First: an answer that is given now is given to a complete request.
                bodyComes = !(content instanceof LastHttpContent);
                task.take(content.content());
                if (!bodyComes && task != null) {
                    task.end();
                }
            }
        } finally {
            ReferenceCountUtil.release(part);
        }
    }

    /** What is no HTTP; whatever stands behind it cannot be understood either. */
    private void refuse(ChannelHandlerContext context, Throwable cause) {
        LOG.info("{} sent what is no HTTP: {}", Peer.address(attributes), cause.getMessage());
        boolean tooLong = cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException;
        giveUp();
        finished = true;
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                tooLong ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE : HttpResponseStatus.BAD_REQUEST);
        HttpUtil.setContentLength(response, 0);
        HttpUtil.setKeepAlive(response, false);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        bodyComes = true;
        HttpReply reply = new HttpReply(
                context,
                request.protocolVersion(),
                HttpUtil.isKeepAlive(request),
                (lastWrite, keepsAlive) -> replied(context, lastWrite, keepsAlive));
        if (HttpUtil.is100ContinueExpected(request)) {
            context.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
        var origin = new JsonCall.Origin(attributes, context.executor(), reply);
        task = router.route(request, origin, () -> regulate(context));
    }

    private void replied(ChannelHandlerContext context, ChannelFuture lastWrite, boolean keepsAlive) {
        task = null;
        if (closing != null) {
            finish(lastWrite, () -> context.close(closing));
        } else if (bodyComes) {
            finish(lastWrite, () -> {});
            context.executor().schedule(() -> context.close(), LEFTOVER_SECONDS_MAX, TimeUnit.SECONDS);
        } else if (!keepsAlive) {
            finish(lastWrite, context::close);
        } else {
            // Not at once: the answer may have been given while the request was still being looked at.
            context.executor().execute(() -> proceed(context));
        }
    }

    private void finish(ChannelFuture lastWrite, Runnable then) {
        finished = true;
        discardWaiting();
        lastWrite.addListener(_ -> then.run());
    }

    private void proceed(ChannelHandlerContext context) {
        while (!finished && (task == null || bodyComes) && !waiting.isEmpty()) {
            take(context, waiting.remove());
        }
        regulate(context);
    }

    private void regulate(ChannelHandlerContext context) {
        int tooMany = gateway.limits().waiting();
        boolean full = waiting.size() >= tooMany || (task != null && task.waiting() >= tooMany);
        context.channel().config().setAutoRead(!full);
    }

    private void discardWaiting() {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }

    private void giveUp() {
        HttpTask current = task;
        task = null;
        if (current != null) {
            current.cancel();
        }
        discardWaiting();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent && (task == null || !task.isServed())) {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        finished = true;
        giveUp();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("{}", Peer.address(attributes), cause);
        finished = true;
        giveUp();
        context.close();
    }

    /** The server stops, and wants what is under way to end well. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (task != null && task.isServed() && closing == null) {
            closing = promise;
        } else {
            context.close(promise);
        }
    }

    /** Our own answers begin below this handler, so this is the server's command to stop at once. */
    @Override
    public void write(ChannelHandlerContext context, Object command, ChannelPromise promise) {
        ReferenceCountUtil.release(command);
        finished = true;
        giveUp();
        context.close(promise);
    }
}
