package meridian.etcd;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;

/** The answer to one request: whole, or in parts. Used on the connection's event loop only. */
final class HttpReply {
    static final String JSON = "application/json";
    static final String PLAIN = "text/plain; charset=utf-8";

    private final ChannelHandlerContext context;
    private final HttpVersion version;
    private final boolean keepsAlive;
    private final Ended ended;
    private boolean begun;

    HttpReply(ChannelHandlerContext context, HttpVersion version, boolean keepsAlive, Ended ended) {
        this.context = context;
        this.version = version;
        this.keepsAlive = keepsAlive;
        this.ended = ended;
    }

    /** Hears that the answer is complete. */
    interface Ended {
        /** @param lastWrite done when the answer is sent */
        void ended(ChannelFuture lastWrite, boolean keepsAlive);
    }

    /** Has a part been sent? Then it is too late for a status. */
    boolean hasBegun() {
        return begun;
    }

    void whole(HttpResponseStatus status, String type, String text) {
        whole(status, type, text, EmptyHttpHeaders.INSTANCE);
    }

    void refuseMethod(HttpMethod allowed) {
        whole(
                HttpResponseStatus.METHOD_NOT_ALLOWED,
                PLAIN,
                "Method Not Allowed\n",
                new DefaultHttpHeaders().set(HttpHeaderNames.ALLOW, allowed.name()));
    }

    private void whole(HttpResponseStatus status, String type, String text, HttpHeaders headers) {
        begun = true;
        var response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, ByteBufUtil.writeUtf8(context.alloc(), text));
        response.headers().set(headers);
        describe(response, type);
        HttpUtil.setContentLength(response, response.content().readableBytes());
        ended.ended(context.writeAndFlush(response), keepsAlive);
    }

    /** One more part of an answer that goes well. */
    ChannelFuture part(String text) {
        begin();
        return context.writeAndFlush(new DefaultHttpContent(ByteBufUtil.writeUtf8(context.alloc(), text)));
    }

    void end() {
        begin();
        ended.ended(context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT), keepsAlive && canChunk());
    }

    private void begin() {
        if (!begun) {
            begun = true;
            HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            describe(head, JSON);
            if (canChunk()) {
                HttpUtil.setTransferEncodingChunked(head, true);
            } else {
                HttpUtil.setKeepAlive(head, false);
            }
            context.write(head);
        }
    }

    /** Clients of HTTP/1.0 know the end of an answer by the end of the connection. */
    private boolean canChunk() {
        return version.equals(HttpVersion.HTTP_1_1);
    }

    private void describe(HttpResponse response, String type) {
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                // Answers are for programs: no browser should see a page in them.
                .set("x-content-type-options", "nosniff");
        HttpUtil.setKeepAlive(response.headers(), version, keepsAlive);
    }
}
