package meridian.node;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the one request of a connection. Every connection is closed after its answer: nothing can pile up on it. */
final class HttpExchange extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);

    private final Map<String, HttpPage> pages;
    private boolean asked;

    HttpExchange(Map<String, HttpPage> pages) {
        this.pages = pages;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (asked) {
            return;
        }
        asked = true;
        answer(request).whenComplete((answer, trouble) -> {
            if (trouble == null) {
                send(context, answer);
            } else {
                LOG.warn("{} {} failed", request.method(), request.uri(), trouble);
                send(context, HttpAnswer.text(HttpAnswer.UNAVAILABLE, "It failed: " + trouble.getMessage()));
            }
        });
    }

    private CompletableFuture<HttpAnswer> answer(FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return CompletableFuture.completedFuture(HttpAnswer.text(HttpAnswer.BAD_REQUEST, "This is not HTTP."));
        }
        String path = new QueryStringDecoder(request.uri()).path();
        HttpPage page = pages.get(request.method() + " " + path);
        if (page == null) {
            return CompletableFuture.completedFuture(nothingHere(path));
        }
        return page.answer(ByteBufUtil.getBytes(request.content()));
    }

    private HttpAnswer nothingHere(String path) {
        boolean otherMethod = pages.keySet().stream().anyMatch(known -> known.endsWith(" " + path));
        return otherMethod
                ? HttpAnswer.text(HttpAnswer.METHOD_NOT_ALLOWED, "Not with this method.")
                : HttpAnswer.text(HttpAnswer.NOT_FOUND, "Nothing here. There is " + String.join(", ", pages.keySet()));
    }

    private static void send(ChannelHandlerContext context, HttpAnswer answer) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.wrappedBuffer(answer.body().array()));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.debug("a connection to the metrics port was closed: {}", cause.toString());
        }
        context.close();
    }
}
