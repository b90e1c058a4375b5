package meridian.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import meridian.base.Randomness;
import meridian.base.Ticker;

/** Makes what leaves through a channel travel as its link's shape says. Lives on the channel's event loop. */
final class LinkShaper extends ChannelOutboundHandlerAdapter {
    /** What may be under way on a slow link; beyond that the link waits, as it would for a full socket. */
    private static final long DELAYED_BYTES_MAX = 8L << 20;

    private static final int WRITABILITY_INDEX = 1;

    private final Supplier<LinkShape> shape;
    private final Ticker ticker;
    private final Randomness randomness;
    private final ArrayDeque<Delayed> underWay = new ArrayDeque<>();
    private long bytesUnderWay;
    private long lastArrivalNanos;

    LinkShaper(Supplier<LinkShape> shape, Ticker ticker, Randomness randomness) {
        this.shape = shape;
        this.ticker = ticker;
        this.randomness = randomness;
        this.lastArrivalNanos = ticker.nanos();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ByteBuf frames = (ByteBuf) message;
        LinkShape now = shape.get();
        if (now.cut()) {
            frames.release();
            promise.trySuccess();
        } else if (now.delays() || !underWay.isEmpty()) {
            delay(context, now, frames, promise);
        } else {
            context.write(frames, promise);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        for (Delayed lost : underWay) {
            lost.frames.release();
            lost.promise.cancel(false);
        }
        underWay.clear();
    }

    private void delay(ChannelHandlerContext context, LinkShape now, ByteBuf frames, ChannelPromise promise) {
        long nanos = now.delay().toNanos()
                + (long) (randomness.nextDouble() * now.jitter().toNanos());
        // Nothing overtakes: differences, because a ticker's readings may wrap.
        long afterLast = Math.max(0, ticker.nanos() + nanos - lastArrivalNanos);
        lastArrivalNanos += afterLast;
        underWay.add(new Delayed(frames, promise, lastArrivalNanos));
        bytesUnderWay += frames.readableBytes();
        if (underWay.size() == 1) {
            schedule(context);
        }
        if (bytesUnderWay > DELAYED_BYTES_MAX) {
            setWritable(context, false);
        }
    }

    private void schedule(ChannelHandlerContext context) {
        long nanos = underWay.getFirst().arrivalNanos - ticker.nanos();
        context.executor().schedule(() -> arrive(context), nanos, TimeUnit.NANOSECONDS);
    }

    private void arrive(ChannelHandlerContext context) {
        if (context.isRemoved()) {
            return;
        }
        long now = ticker.nanos();
        while (!underWay.isEmpty() && underWay.getFirst().arrivalNanos - now <= 0) {
            Delayed next = underWay.removeFirst();
            bytesUnderWay -= next.frames.readableBytes();
            context.write(next.frames, next.promise);
        }
        context.flush();
        if (!underWay.isEmpty()) {
            schedule(context);
        }
        if (bytesUnderWay <= DELAYED_BYTES_MAX / 2) {
            setWritable(context, true);
        }
    }

    private static void setWritable(ChannelHandlerContext context, boolean writable) {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        if (buffer != null) {
            buffer.setUserDefinedWritability(WRITABILITY_INDEX, writable);
        }
    }

    private record Delayed(ByteBuf frames, ChannelPromise promise, long arrivalNanos) {}
}
